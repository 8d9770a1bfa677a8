import { sha256 as sha256OfBytes } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { requireAscending } from './require-ascending.ts';
import type { SqlDatabase } from './sql-database.ts';

const encoder = new TextEncoder();

/**
 * SHA-256, hex, of a complete message: SQLite's own check passes a quarter of damaged pages that return wrong text.
 * `toolCallsJson` is the stored column, null when the message has none.
 */
export function contentHash(
  db: Pick<SqlDatabase, 'sha256'>,
  role: string,
  content: string,
  toolCallsJson: string | null,
): string {
  return sha256Of(db, JSON.stringify([role, content, parse(toolCallsJson)]));
}

/** SHA-256, hex, of text in UTF-8: by the engine where that has it, else in script. */
export function sha256Of({ sha256 = sha256InScript }: Pick<SqlDatabase, 'sha256'>, text: string): string {
  return sha256(text);
}

function sha256InScript(text: string): string {
  return bytesToHex(sha256OfBytes(encoder.encode(text)));
}

/** Older stores may hold anything in `tool_calls`; what is no JSON is hashed as the text it is. */
function parse(json: string | null): unknown {
  if (json === null) return null;
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}

interface Row {
  readonly rowid: number;
  readonly role: string;
  readonly content: string;
  readonly tool_calls: string | null;
}

/**
 * Gives complete messages of older stores their hash, at most `limit` of those whose rowid is above `after`. Returns the
 * last one's rowid to go on from; undefined when there are no more.
 */
export function addMissingHashes(db: SqlDatabase, after: number, limit: number): number | undefined {
  const rows = db.all<Row>(
    `SELECT rowid, role, content, tool_calls FROM messages
     WHERE rowid > ? AND status = 'complete' AND content_hash IS NULL ORDER BY rowid LIMIT ?`,
    [after, limit],
  );
  for (const row of rows) {
    const hash = contentHash(db, row.role, row.content, row.tool_calls);
    db.run('UPDATE messages SET content_hash = ? WHERE rowid = ?', [hash, row.rowid]);
  }
  const last = rows.at(-1)?.rowid;
  if (last !== undefined) requireAscending(last, after);
  return last;
}

/** The ids of messages whose text is not what it was when they were completed. */
export function findDamagedMessages(db: SqlDatabase): string[] {
  const damaged: string[] = [];
  for (let after: number | undefined = Number.MIN_SAFE_INTEGER; after !== undefined; ) {
    const slice = checkHashes(db, after);
    damaged.push(...slice.damaged);
    after = slice.last;
  }
  return damaged;
}

/** What was found in some messages, one after the other. */
export interface CheckedMessages {
  /** Ids of those whose text is not what it was when they were completed. */
  readonly damaged: string[];
  readonly checked: number;
  /** The rowid of the last one, to go on from; undefined when there are no more. */
  readonly last: number | undefined;
}

/** How many messages are read at a time, and how much text, or one message. */
const SLICE_ROWS = 500;
const SLICE_BYTES = 8 * 1024 * 1024;

/** Looks at the texts of the next messages whose rowid is above `after`: milliseconds of work, and bounded memory. */
export function checkHashes(db: SqlDatabase, after: number): CheckedMessages {
  // Lengths are told by the head of a row; the text itself is not read for them.
  const sizes = db.all<{ rowid: number; bytes: number }>(
    `SELECT rowid, coalesce(octet_length(content), 0) + coalesce(octet_length(tool_calls), 0) AS bytes FROM messages
     WHERE rowid > ? AND content_hash IS NOT NULL ORDER BY rowid LIMIT ?`,
    [after, SLICE_ROWS],
  );
  let bytes = 0;
  const fitting = sizes.filter((row, index) => {
    bytes += row.bytes;
    return index === 0 || bytes <= SLICE_BYTES;
  });
  const last = fitting.at(-1)?.rowid;
  if (last === undefined) return { damaged: [], checked: 0, last };
  requireAscending(last, after);
  const rows = db.all<Row & { id: string; content_hash: string }>(
    `SELECT rowid, id, role, content, tool_calls, content_hash FROM messages
     WHERE rowid > ? AND rowid <= ? AND content_hash IS NOT NULL ORDER BY rowid`,
    [after, last],
  );
  const damaged = rows.filter((row) => contentHash(db, row.role, row.content, row.tool_calls) !== row.content_hash);
  return { damaged: damaged.map(({ id }) => id), checked: rows.length, last };
}

/** How many messages have a hash and do not say that they are complete: none does, unless the file is damaged. */
export function countHashedUnfinished(db: SqlDatabase): number {
  const sql = "SELECT count(*) AS count FROM messages WHERE content_hash IS NOT NULL AND status <> 'complete'";
  return db.get<{ count: number }>(sql)?.count ?? 0;
}
