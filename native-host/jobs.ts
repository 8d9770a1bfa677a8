import { backUp } from './backups/back-up.ts';
import { compareBackup } from './backups/compare-backup.ts';
import { restoreBackup } from './backups/restore-backup.ts';
import { verifyBackup } from './backups/verify-backup.ts';
import { runDoctor } from './doctor/run-doctor.ts';
import { healStore } from './heal/heal-store.ts';
import type { JobKind, JobParams, JobResult } from './maintenance-jobs.ts';
import { migrateStore } from './migrate-store.ts';
import { sweepStore } from './sweep-job.ts';
import { exportData } from './transfer/export-data.ts';
import { analyzeFile, importUpload } from './transfer/import-data.ts';
import { requireUpload } from './uploads.ts';
import { asOnlyRun, type Workplace } from './workplace.ts';

type Job<Kind extends JobKind> = (params: JobParams<Kind>, place: Workplace) => Promise<JobResult<Kind>>;

/** What does each kind of job, in whichever process. */
const JOBS: { readonly [Kind in JobKind]: Job<Kind> } = {
  migrate: async (_, { paths, now, onProgress }) => ({ copy: migrateStore(paths, now(), onProgress) }),
  sweep: sweepStore,
  backup: ({ reason }, place) => backUp(reason, place),
  verify: async ({ name }, place) => ({
    backup: await asOnlyRun(place, () => verifyBackup(name, place, { from: 0, to: 1, step: 'checking the backup' })),
  }),
  compare: ({ name }, place) => compareBackup(name, place),
  restore: ({ name }, place) => restoreBackup(name, place),
  heal: ({ cause }, place) => healStore(cause, place),
  doctor: runDoctor,
  analyze: ({ uploadId }, place) => analyzeFile(requireUpload(place.paths, uploadId), place),
  import: importUpload,
  export: (params, place) => exportData(params, place),
};

/** Does a job in this process. Errors: those of the job. */
export function runJob<Kind extends JobKind>(
  kind: Kind,
  params: JobParams<Kind>,
  place: Workplace,
): Promise<JobResult<Kind>> {
  return JOBS[kind](params, place);
}

/** Whether this version does such a job. */
export function isJobKind(value: string | undefined): value is JobKind {
  return value !== undefined && Object.hasOwn(JOBS, value);
}
