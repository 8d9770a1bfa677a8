import { homedir } from 'node:os';
import { AppError } from '../lib/protocol/errors.ts';
import { openLog } from './log.ts';
import type { MaintenanceReport } from './maintenance-process.ts';
import { migrateStore } from './migrate-store.ts';
import { dataPaths, ensureDataFolders } from './paths.ts';

// Started by the host, detached: it finishes what it began even when the host is gone.
process.umask(0o077);
const paths = dataPaths(process.env, process.platform, homedir());
ensureDataFolders(paths);
const log = openLog(paths.logs);

/** The host may have ended meanwhile: then nobody listens, and the work goes on. */
function tell(report: MaintenanceReport): void {
  if (process.connected) process.send?.(report, undefined, undefined, () => {});
}

try {
  log.info('migration started');
  const copy = migrateStore(paths, Date.now(), (progress, step) => tell({ progress, step }));
  log.info({ copy }, 'migration done');
  tell({ done: true });
} catch (error) {
  log.error({ err: error }, 'migration failed');
  const failure =
    error instanceof AppError
      ? error
      : new AppError(
          'internal',
          "The store could not be brought up to date. Nothing was changed; the host's log says why.",
        );
  tell({ failed: { code: failure.code, message: failure.message } });
  process.exitCode = 1;
}
process.disconnect?.();
