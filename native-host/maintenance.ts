import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { AppError } from '../lib/protocol/errors.ts';
import { isJobKind, runJob } from './jobs.ts';
import { openLog } from './log.ts';
import type { MaintenanceOrder, MaintenanceReport } from './maintenance-process.ts';
import { dataPaths, ensureDataFolders } from './paths.ts';
import { tellRunning } from './running-programs.ts';
import { createWorkplace } from './workplace.ts';

// Started by the host, detached: it finishes what it began even when the host is gone. Arguments: what to do, and with what.
process.umask(0o077);
const [kind, params = '{}'] = process.argv.slice(2);
const paths = dataPaths(process.env, process.platform, homedir());
ensureDataFolders(paths);
const log = openLog(paths.logs);
const program = fileURLToPath(import.meta.url);
const stopTelling = tellRunning('maintenance', program, paths, log);
let isCancelled = false;
process.on('message', (order: MaintenanceOrder) => {
  isCancelled ||= order.cancel;
});

/** The host may have ended meanwhile: then nobody listens, and the work goes on. */
function tell(report: MaintenanceReport): void {
  if (process.connected) process.send?.(report, undefined, undefined, () => {});
}

try {
  if (!isJobKind(kind)) throw new AppError('invalid', `There is no maintenance called ${kind}.`);
  log.info({ kind }, 'maintenance started');
  const place = createWorkplace({
    paths,
    onProgress: (progress, step) => tell({ progress, step }),
    isCancelled: () => isCancelled,
    damageReader: program.replace(/maintenance(\.\w+)$/, 'damage-reader$1'),
  });
  const done = await runJob(kind, JSON.parse(params), place);
  log.info({ kind }, 'maintenance done');
  tell({ done });
} catch (error) {
  log.error({ err: error, kind }, 'maintenance failed');
  const failure =
    error instanceof AppError
      ? error
      : new AppError(
          'internal',
          `The ${kind} of the store could not be done. What was there is unchanged; the host's log says why.`,
        );
  const { code, message, details } = failure;
  tell({ failed: { code, message, details } });
  process.exitCode = 1;
}
stopTelling();
process.disconnect?.();
