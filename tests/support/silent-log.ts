import { pino } from 'pino';

/** For what writes to a log that no test reads. */
export const silentLog = pino({ enabled: false });
