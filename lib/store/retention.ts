import type { RetentionPolicy } from '../protocol/keeping-shapes.ts';
import type { Result } from '../protocol/methods.ts';
import type { SqlDatabase } from './sql-database.ts';
import { getStoreFact, setStoreFact } from './store-info.ts';

/** The numbers of the specification, and a month for what a person deleted. */
export const DEFAULT_POLICY: RetentionPolicy = { snapshotDays: 30, analyticsDays: 90, trashDays: 30 };

/** The rules in force. */
export function getRetentionPolicy(db: SqlDatabase): RetentionPolicy {
  return getStoreFact(db, 'retention') ?? DEFAULT_POLICY;
}

/** Changes the rules and returns them. Runs inside the caller's transaction. */
export function setRetentionPolicy(db: SqlDatabase, policy: RetentionPolicy): RetentionPolicy {
  setStoreFact(db, 'retention', policy);
  return policy;
}

export function previewSweep(_db: SqlDatabase, _now: string): Result<'retention/preview'> {
  const none = { count: 0, bytes: 0, oldest: null, newest: null, ids: [] };
  return {
    snapshots: none,
    analytics: none,
    trash: none,
    nextSweepAt: _now,
    refusal: null,
    snapshotsInAll: { count: 0, bytes: 0 },
  };
}
