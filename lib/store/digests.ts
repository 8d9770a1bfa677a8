import type { MessageDigest, SessionDigest } from '../protocol/digest-methods.ts';
import { MAX_LIST_BYTES } from '../protocol/limits.ts';
import { contentHash, sha256Of } from './content-hash.ts';
import { BEING_PURGED } from './purge.ts';
import { requireSession } from './sessions.ts';
import type { SqlDatabase } from './sql-database.ts';

/** Messages read at a time: memory does not grow with a session. */
const SLICE_ROWS = 500;

/**
 * What tells each session from every other state of it, in the order of ids: up to `limit` of them, also from the trash, and
 * at least one, but no more text than `MAX_LIST_BYTES` is read for the others. `cursor`: the id of the last one before.
 */
export function listSessionDigests(
  db: SqlDatabase,
  { limit, cursor = '' }: { limit: number; cursor?: string | undefined },
): { digests: SessionDigest[]; nextCursor: string | null } {
  const rows = db.all<{ id: string; title: string; updatedAt: string }>(
    `SELECT id, title, updated_at AS updatedAt FROM sessions WHERE id > ? AND deleted_at IS NOT ? ORDER BY id LIMIT ?`,
    [cursor, BEING_PURGED, limit + 1],
  );
  const digests: SessionDigest[] = [];
  let read = 0;
  for (const row of rows.slice(0, limit)) {
    if (read > MAX_LIST_BYTES) break;
    const { digest, bytes } = digestSession(db, row);
    digests.push(digest);
    read += bytes;
  }
  const last = digests.at(-1);
  return { digests, nextCursor: last && digests.length < rows.length ? last.id : null };
}

/** The same of a session's messages, after the place `after`. Errors: `not-found`. */
export function listMessageDigests(
  db: SqlDatabase,
  { sessionId, limit, after }: { sessionId: string; limit: number; after: number },
): { digests: MessageDigest[]; hasMore: boolean } {
  requireSession(db, sessionId);
  const { digests } = readSlice(db, sessionId, after, limit);
  const last = digests.at(-1)?.sequence ?? after;
  const next = db.get('SELECT 1 FROM messages WHERE session_id = ? AND sequence > ? LIMIT 1', [sessionId, last]);
  return { digests, hasMore: next !== undefined };
}

function digestSession(
  db: SqlDatabase,
  session: Pick<SessionDigest, 'id' | 'title' | 'updatedAt'>,
): { digest: SessionDigest; bytes: number } {
  const lines: string[] = [];
  let read = 0;
  for (let after: number | undefined = 0; after !== undefined; ) {
    const { digests, bytes } = readSlice(db, session.id, after, SLICE_ROWS);
    lines.push(...digests.map(({ id, sequence, status, sha256 }) => JSON.stringify([id, sequence, status, sha256])));
    read += bytes;
    after = digests.at(-1)?.sequence;
  }
  return { digest: { ...session, messageCount: lines.length, sha256: sha256Of(db, lines.join('\n')) }, bytes: read };
}

interface Row {
  readonly id: string;
  readonly sequence: number;
  readonly status: string;
  readonly role: string;
  readonly content: string;
  readonly tool_calls: string | null;
}

/** At most `limit` messages and `MAX_LIST_BYTES` of text, or one message. Places count from 1. */
function readSlice(
  db: SqlDatabase,
  sessionId: string,
  after: number,
  limit: number,
): { digests: MessageDigest[]; bytes: number } {
  // Lengths are told by the head of a row; the text itself is not read for them.
  const sizes = db.all<{ sequence: number; bytes: number }>(
    `SELECT sequence, octet_length(content) + coalesce(octet_length(tool_calls), 0) AS bytes FROM messages
     WHERE session_id = ? AND sequence > ? ORDER BY sequence LIMIT ?`,
    [sessionId, after, limit],
  );
  let [bytes, last] = [0, after];
  for (const size of sizes) {
    if (last > after && bytes + size.bytes > MAX_LIST_BYTES) break;
    bytes += size.bytes;
    last = size.sequence;
  }
  const rows = db.all<Row>(
    `SELECT id, sequence, status, role, content, tool_calls FROM messages
     WHERE session_id = ? AND sequence > ? AND sequence <= ? ORDER BY sequence`,
    [sessionId, after, last],
  );
  const digests = rows.map(({ role, content, tool_calls, ...row }) => ({
    ...row,
    sha256: contentHash(db, role, content, tool_calls),
  }));
  return { digests, bytes };
}
