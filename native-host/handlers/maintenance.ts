import type { Handlers } from '../../lib/handlers/handler.ts';
import type { RequestContext } from '../../lib/rpc/connection.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { getStoreFact } from '../../lib/store/store-info.ts';
import { listBackups } from '../backups/list-backups.ts';
import type { JobKind, JobParams, JobResult } from '../maintenance-jobs.ts';
import type { RunMaintenance } from '../maintenance-process.ts';
import type { DataPaths } from '../paths.ts';
import { putUpload } from '../uploads.ts';

export interface MaintenanceAccess {
  readonly db: () => SqlDatabase;
  readonly paths: DataPaths;
  readonly now: () => number;
  readonly run: RunMaintenance;
}

/** Answers what is done in a process of its own for a person who waits: `backups/*`, `data/*`, `imports/*`, `doctor/*`. */
export function maintenanceHandlers({ db, paths, now, run }: MaintenanceAccess) {
  /** Progress and cancelling go through. */
  function inProcess<Kind extends JobKind>(kind: Kind) {
    return (params: JobParams<Kind>, context: RequestContext): Promise<JobResult<Kind>> =>
      runFor(run, kind, params, context);
  }

  return {
    'backups/list': () => listBackups(paths.backups, now()),
    'backups/create': (_, context) => runFor(run, 'backup', { reason: 'manual' }, context),
    'backups/verify': inProcess('verify'),
    'backups/compare': inProcess('compare'),
    'backups/restore': inProcess('restore'),
    'uploads/put': (part) => putUpload(paths, part),
    'imports/analyze': inProcess('analyze'),
    'data/import': inProcess('import'),
    'data/export': inProcess('export'),
    'doctor/run': inProcess('doctor'),
    'doctor/damage': () => ({ damage: getStoreFact(db(), 'damage') ?? null }),
  } satisfies Partial<Handlers>;
}

/** A job for a request. */
export function runFor<Kind extends JobKind>(
  run: RunMaintenance,
  kind: Kind,
  params: JobParams<Kind>,
  { signal, progress }: RequestContext,
): Promise<JobResult<Kind>> {
  return run(kind, params, {
    signal: signal as unknown as globalThis.AbortSignal,
    onProgress: (value, step) => progress({ progress: value, step }),
  });
}
