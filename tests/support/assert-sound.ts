import { expect } from 'vitest';
import { contentHash, findDamagedMessages } from '../../lib/store/content-hash.ts';
import { hasSearchIndex } from '../../lib/store/search-index.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';

/**
 * What holds for every store at every moment: SQLite finds nothing wrong, no row refers to nothing, sums are those of the
 * messages, places are counted from 1, a complete message has the hash of its text and no other message has one, and a search
 * index holds exactly what it should.
 */
export function assertSound(db: SqlDatabase): void {
  // The check goes by what this connection last read of the search index, which another one may have changed since.
  if (hasSearchIndex(db)) db.get("SELECT 1 FROM messages_fts WHERE messages_fts MATCH 'any'");
  expect(db.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  expect(db.all('PRAGMA foreign_key_check')).toEqual([]);
  expect(wrongSums(db)).toEqual([]);
  expect(db.all('SELECT id, session_id, sequence FROM messages WHERE sequence < 1')).toEqual([]);
  expect(findDamagedMessages(db)).toEqual([]);
  expect(db.all("SELECT id FROM messages WHERE (status = 'complete') <> (content_hash IS NOT NULL)")).toEqual([]);
  if (hasSearchIndex(db)) assertIndexSound(db);
}

/**
 * FTS5's own comparison, which wants every message in the index: those that are rightly not are added for its time. Throws
 * what SQLite says.
 */
export function assertIndexSound(db: SqlDatabase): void {
  const over = new Error('The comparison is over.');
  try {
    db.transaction(() => {
      db.exec(`
        INSERT INTO messages_fts (rowid, content) SELECT rowid, content FROM messages WHERE status IN ('queued', 'streaming')
          OR rowid > (SELECT CAST(value_json AS INTEGER) FROM store_info WHERE key = 'searchIndexedTo');
        INSERT INTO messages_fts (messages_fts, rank) VALUES ('integrity-check', 1);
      `);
      throw over;
    });
  } catch (error) {
    if (error !== over) throw error;
  }
}

/** Sessions whose sums are not those of their messages. Costs are sums of fractions, so the last digits may differ. */
function wrongSums(db: SqlDatabase): unknown[] {
  return db.all(`
    SELECT * FROM (
      SELECT s.id, s.message_count, s.prompt_tokens, s.completion_tokens, s.cost, count(m.id) AS messages,
        coalesce(sum(m.prompt_tokens), 0) AS prompts, coalesce(sum(m.completion_tokens), 0) AS completions,
        coalesce(sum(m.cost), 0) AS costs
      FROM sessions AS s LEFT JOIN messages AS m ON m.session_id = s.id GROUP BY s.id
    ) WHERE message_count <> messages OR prompt_tokens <> prompts OR completion_tokens <> completions
      OR abs(cost - costs) > 1e-9 * max(1, abs(costs))
  `);
}

/**
 * Every row of every table, to compare before and after; hashes of messages included. The search index follows from them, and the
 * number of the last change in the browser's log counts also those that change nothing.
 */
export function allRows(db: SqlDatabase): Record<string, unknown[]> {
  const tables = db.all<{ name: string }>(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'messages_fts%' ORDER BY name",
  );
  const rowsOf = (name: string) => db.all(`SELECT * FROM "${name}" ORDER BY 1, 2`);
  const isOfLog = (row: unknown) => (row as { key?: unknown }).key === 'lastLoggedChange';
  return Object.fromEntries(tables.map(({ name }) => [name, rowsOf(name).filter((row) => !isOfLog(row))]));
}

/** The hash that a complete message's row must have. */
export function hashOf(role: string, content: string, toolCalls: readonly unknown[] | null = null): string {
  return contentHash({}, role, content, toolCalls && JSON.stringify(toolCalls));
}
