import { noteFailedStart } from './failed-start.ts';

/** From sysexits.h: EX_SOFTWARE. */
const EXIT_UNEXPECTED = 70;

// Apart from the host, so that somebody is left to tell when it cannot even be loaded.
try {
  await import('./host.ts');
} catch (error) {
  noteFailedStart(error);
  process.exit(EXIT_UNEXPECTED);
}
