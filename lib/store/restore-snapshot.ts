import { v5 as uuidFromName } from 'uuid';
import { AppError } from '../protocol/errors.ts';
import type { Session } from '../protocol/shapes.ts';
import type { SnapshotState } from '../protocol/snapshot-shapes.ts';
import { branchSession } from './branch.ts';
import { sessionNow } from './session-summary.ts';
import { readSnapshotState, requireSnapshot } from './snapshots.ts';
import type { SqlDatabase } from './sql-database.ts';

/** Which snapshot, and what its branch is to be called. */
export interface Restoring {
  readonly id: string;
  /** Default: made of the snapshot's id and the moment. */
  readonly branchId?: string | undefined;
  /** Default: `restored` and the snapshot's moment. */
  readonly branchName?: string | undefined;
}

/**
 * A new branch of a snapshot's session with the messages up to where it was then, and what the panel told; `session` null: it was of
 * none. Nothing is moved or removed. A session that has fewer messages by now, as after a backup's restore, gives what it has.
 * Errors: `not-found` (the snapshot, or its session), `conflict` (the session is in the trash), `store-corrupt`.
 */
export function restoreSnapshot(
  db: SqlDatabase,
  { id, branchId, branchName }: Restoring,
  now: string,
): { session: Session | null; ui: SnapshotState['ui'] } {
  const { timestamp } = requireSnapshot(db, id);
  const { ui, session } = readSnapshotState(db, id);
  if (session === null) return { session, ui };
  if (!sessionNow(db, session.sessionId)) {
    throw new AppError(
      'not-found',
      `The session of snapshot ${id} is gone. Its draft and view can still be taken from it.`,
    );
  }
  const { at } = db.get<{ at: number }>(
    'SELECT coalesce(max(sequence), 0) AS at FROM messages WHERE session_id = ? AND sequence <= ?',
    [session.sessionId, session.throughSequence],
  ) ?? { at: 0 };
  const branch = branchSession(
    db,
    {
      id: branchId ?? uuidFromName(`${id} ${now}`, RESTORED),
      from: session.sessionId,
      at,
      branchName: branchName ?? `restored ${timestamp.slice(0, 16).replace('T', ' ')}`,
    },
    now,
  );
  return { session: branch, ui };
}

/** Namespace of the ids of restored branches. */
const RESTORED = '5b0c6d0e-8f0a-4c55-9a33-3f1f0f3a7c21';
