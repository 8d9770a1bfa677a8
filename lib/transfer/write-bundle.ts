import { SCHEMA_VERSION } from '../store/migrate.ts';
import { BEING_PURGED } from '../store/purge.ts';
import type { SqlDatabase } from '../store/sql-database.ts';
import { type BundlePart, MANIFEST, manifestText } from './bundle-manifest.ts';
import type { Tally } from './export-tally.ts';
import type { CreateHasher } from './hasher.ts';
import { readRows } from './read-rows.ts';
import { type Row, toLine } from './row-json.ts';
import { isSecretPreference, sessionColumnOf, TABLE_NAMES, type TableName } from './tables.ts';
import type { ZipWriter } from './zip.ts';

export interface BundleContent {
  /** In one read transaction, so that counts and rows agree. */
  readonly db: SqlDatabase;
  /** null = the whole store. */
  readonly sessionIds: readonly string[] | null;
  readonly createdAt: string;
  /** Of this program. */
  readonly version: string;
  readonly tally: Tally;
  /** SHA-256. */
  readonly createHasher: CreateHasher;
}

const encoder = new TextEncoder();

/** A bundle's bytes, made as they are read. The manifest is the last entry: it has the sums of all others. */
export function bundleBytes(content: BundleContent, zip: ZipWriter): AsyncIterable<Uint8Array> {
  const parts: BundlePart[] = [];
  for (const table of TABLE_NAMES) {
    if (content.sessionIds !== null && sessionColumnOf(table) === null) continue;
    zip.add(`tables/${table}.jsonl`, () => partBytes(content, table, (part) => void parts.push(part)));
  }
  zip.add(MANIFEST, async function* () {
    const { createdAt, sessionIds, version } = content;
    const scope = sessionIds === null ? 'complete' : 'sessions';
    yield encoder.encode(manifestText({ createdAt, schemaVersion: SCHEMA_VERSION, scope, parts }, version));
  });
  return zip.bytes();
}

async function* partBytes(
  { db, sessionIds, tally, createHasher }: BundleContent,
  table: TableName,
  onEnd: (part: BundlePart) => void,
): AsyncGenerator<Uint8Array> {
  const hash = createHasher();
  const mayLeave = createFilter(db, table);
  let rows = 0;
  let bytes = 0;
  for (const sessionId of sessionIds ?? [undefined]) {
    for (const page of readRows(db, table, { sessionId })) {
      const kept = page.filter(mayLeave);
      const chunk = encoder.encode(kept.map((row) => `${toLine(row)}\n`).join(''));
      hash.update(chunk);
      rows += kept.length;
      bytes += chunk.length;
      yield chunk;
      await tally.add(table, kept.length, chunk.length);
    }
  }
  onEnd({ name: `tables/${table}.jsonl`, table, rows, bytes, sha256: hash.digest() });
}

/**
 * Not keys of servers, which the contract lets nobody put into the mirror and another program may have; not what is left of
 * sessions that are just being removed for ever.
 */
function createFilter(db: SqlDatabase, table: TableName): (row: Row) => boolean {
  if (table === 'preferences') return (row) => !isSecretPreference(String(row['key']));
  const column = sessionColumnOf(table);
  const leaving = db.all<{ id: string }>('SELECT id FROM sessions WHERE deleted_at = ?', [BEING_PURGED]);
  const gone = new Set<unknown>(leaving.map(({ id }) => id));
  return column === null || gone.size === 0 ? () => true : (row) => !gone.has(row[column]);
}
