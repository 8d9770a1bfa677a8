import type { Branch, BranchFamily } from '../protocol/branch-shapes.ts';
import type { Session } from '../protocol/shapes.ts';
import { BEING_PURGED } from './purge.ts';
import { findSession, requireSession } from './sessions.ts';
import type { SqlDatabase } from './sql-database.ts';

/** Letters that are told of what a session begins with, in code points. */
const OPENING = 200;

/**
 * The session, what it is a branch of, and every branch of those, also those in the trash: the root first, then a line from it to
 * the session, then the others by how far they are from the root, at most `limit`. A session whose parent is gone, or is being
 * removed, is a root. Errors: `not-found`.
 */
export function listFamily(db: SqlDatabase, id: string, limit: number): BranchFamily {
  const line = lineTo(db, requireSession(db, id));
  const ids = new Set(line);
  // A set is also gone through as far as it grows meanwhile.
  for (const member of ids) {
    for (const child of listChildren(db, member, limit + 1)) ids.add(child);
    if (ids.size > limit) break;
  }
  const told = [...ids].slice(0, limit);
  const branches = told.flatMap((member) => findBranch(db, member, member === line[0]) ?? []);
  return { branches, hasMore: ids.size > limit };
}

/** From the root to the session. A store that another program wrote can have a ring, which ends where it began. */
function lineTo(db: SqlDatabase, session: Session): string[] {
  const line = new Set([session.id]);
  let { parentSessionId } = session;
  while (parentSessionId !== null && !line.has(parentSessionId)) {
    const parent = findSession(db, parentSessionId);
    if (!parent) break;
    line.add(parent.id);
    ({ parentSessionId } = parent);
  }
  return [...line].reverse();
}

/** Sessions that are branches of this one and are not being removed, in the order in which they came into the store. */
function listChildren(db: SqlDatabase, id: string, limit: number): string[] {
  const rows = db.all<{ id: string }>(
    `SELECT id FROM sessions WHERE parent_session_id = ? AND deleted_at IS NOT '${BEING_PURGED}' ORDER BY rowid LIMIT ?`,
    [id, limit],
  );
  return rows.map((row) => row.id);
}

function findBranch(db: SqlDatabase, id: string, isRoot: boolean): Branch | undefined {
  const session = findSession(db, id);
  if (!session) return undefined;
  const last = db.get<{ place: number | null }>('SELECT max(sequence) AS place FROM messages WHERE session_id = ?', [
    id,
  ]);
  const opening = db.get<NonNullable<Branch['opening']>>(
    `SELECT role, substr(content, 1, ${OPENING}) AS text FROM messages
     WHERE session_id = ? AND sequence > ? ORDER BY sequence LIMIT 1`,
    [id, isRoot ? 0 : (session.branchPoint ?? 0)],
  );
  return { session, lastPlace: last?.place ?? 0, opening: opening ?? null };
}
