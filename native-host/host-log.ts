import type { Logger } from 'pino';
import { logToStderr, openLog } from './log.ts';
import { type DataPaths, ensureDataFolders } from './paths.ts';

/** What the lines say by which a later start tells how the ones before it went. */
export const HOST_LINES = {
  started: 'host started',
  couldNotStart: 'host could not start',
  failed: 'host failed unexpectedly',
} as const;

/** The host's log; on stderr, which the browser passes on, where the data folder cannot be used. */
export function openHostLog(paths: DataPaths): Logger {
  try {
    ensureDataFolders(paths);
    return openLog(paths.logs);
  } catch (error) {
    const fallback = logToStderr();
    fallback.error({ err: error, home: paths.home }, 'the data folder cannot be used');
    return fallback;
  }
}
