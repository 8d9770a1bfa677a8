import type { Branch, BranchFamily } from '../protocol/branch-shapes.ts';
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
  requireSession(db, id);
  const parents = readParents(db);
  const line = lineTo(db, id, parents);
  const ids = new Set(line);
  const children = Map.groupBy(parents.keys(), (child) => parents.get(child));
  // A set is also gone through as far as it grows meanwhile.
  for (const member of ids) for (const child of children.get(member) ?? []) ids.add(child);
  const told = [...ids].slice(0, limit);
  const branches = told.flatMap((member) => findBranch(db, member, member === line[0]) ?? []);
  return { branches, hasMore: ids.size > limit };
}

/** The parent of each session that has one and is not being removed. */
function readParents(db: SqlDatabase): ReadonlyMap<string, string> {
  const rows = db.all<{ id: string; parent: string }>(
    `SELECT id, parent_session_id AS parent FROM sessions
     WHERE parent_session_id IS NOT NULL AND deleted_at IS NOT '${BEING_PURGED}'`,
  );
  return new Map(rows.map(({ id, parent }) => [id, parent]));
}

/** From the root to the session. A store that another program wrote can have a ring, which ends where it began. */
function lineTo(db: SqlDatabase, id: string, parents: ReadonlyMap<string, string>): string[] {
  const line = new Set([id]);
  for (const member of line) {
    const parent = parents.get(member);
    if (parent !== undefined && findSession(db, parent)) line.add(parent);
  }
  return [...line].reverse();
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
