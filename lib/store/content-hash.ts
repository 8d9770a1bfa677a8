import { sha256 as sha256OfBytes } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { SqlDatabase } from './sql-database.ts';

const encoder = new TextEncoder();

/**
 * SHA-256, hex, of a complete message: SQLite's own check passes a quarter of damaged pages that return wrong text.
 * `toolCallsJson` is the stored column, null when the message has none.
 */
export function contentHash(
  { sha256 = sha256InScript }: Pick<SqlDatabase, 'sha256'>,
  role: string,
  content: string,
  toolCallsJson: string | null,
): string {
  return sha256(JSON.stringify([role, content, parse(toolCallsJson)]));
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
  return rows.at(-1)?.rowid;
}

/** The ids of messages whose text is not what it was when they were completed. */
export function findDamagedMessages(db: SqlDatabase): string[] {
  const damaged: string[] = [];
  const pageSize = 500;
  for (let after = 0; ; ) {
    const rows = db.all<Row & { id: string; content_hash: string }>(
      `SELECT rowid, id, role, content, tool_calls, content_hash FROM messages
       WHERE rowid > ? AND content_hash IS NOT NULL ORDER BY rowid LIMIT ?`,
      [after, pageSize],
    );
    for (const row of rows) {
      if (contentHash(db, row.role, row.content, row.tool_calls) !== row.content_hash) damaged.push(row.id);
    }
    const last = rows.at(-1);
    if (!last || rows.length < pageSize) return damaged;
    after = last.rowid;
  }
}
