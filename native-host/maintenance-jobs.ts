import type { Params, Result } from '../lib/protocol/methods.ts';

/** Everything that is done in a process of its own: what each kind of run is told, and what it tells at its end. */
export interface MaintenanceJobs {
  migrate: { params: object; result: { copy: string | undefined } };
  sweep: { params: SweepParams; result: Result<'retention/sweep'> };
  backup: { params: { reason: string }; result: Result<'backups/create'> };
  verify: { params: Params<'backups/verify'>; result: Result<'backups/verify'> };
  compare: { params: Params<'backups/compare'>; result: Result<'backups/compare'> };
  restore: { params: Params<'backups/restore'>; result: Result<'backups/restore'> };
  heal: { params: { cause: string }; result: Result<'doctor/damage'> };
  doctor: { params: { repair: boolean }; result: Result<'doctor/run'> };
  analyze: { params: Params<'imports/analyze'>; result: Result<'imports/analyze'> };
  import: { params: Params<'data/import'>; result: Result<'data/import'> };
  export: { params: Params<'data/export'>; result: Result<'data/export'> };
}

interface SweepParams {
  readonly reason: string;
  readonly confirmClock?: boolean;
  readonly onlyIfDue?: boolean;
  /** Milliseconds since 1970; the present when absent. */
  readonly nowMs?: number | undefined;
}

export type JobKind = keyof MaintenanceJobs;
export type JobParams<Kind extends JobKind> = MaintenanceJobs[Kind]['params'];
export type JobResult<Kind extends JobKind> = MaintenanceJobs[Kind]['result'];

/** Tells how far a run is, 0 to 1, and what it is doing. */
export type OnProgress = (progress: number, step: string) => void;
