import { createHash } from 'node:crypto';
import { SCHEMA_VERSION } from '../../lib/store/migrate.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { type BundlePart, MANIFEST, manifestText } from '../../lib/transfer/bundle-manifest.ts';
import { type Row, toLine } from '../../lib/transfer/row-json.ts';
import { isSecretPreference, sessionColumnOf, TABLE_NAMES, type TableName } from '../../lib/transfer/tables.ts';
import type { Tally } from './export-tally.ts';
import { readRows } from './read-rows.ts';
import { createZip } from './zip.ts';

export interface BundleContent {
  /** In one read transaction, so that counts and rows agree. */
  readonly db: SqlDatabase;
  /** null = the whole store. */
  readonly sessionIds: readonly string[] | null;
  readonly createdAt: string;
  /** Of this program. */
  readonly version: string;
  readonly tally: Tally;
}

/** A bundle's bytes, made as they are read. The manifest is the last entry: it has the sums of all others. */
export function bundleBytes(content: BundleContent): AsyncIterable<Uint8Array> {
  const parts: BundlePart[] = [];
  const zip = createZip();
  for (const table of TABLE_NAMES) {
    if (content.sessionIds !== null && sessionColumnOf(table) === null) continue;
    zip.add(`tables/${table}.jsonl`, () => partBytes(content, table, (part) => void parts.push(part)));
  }
  zip.add(MANIFEST, async function* () {
    const { createdAt, sessionIds, version } = content;
    const scope = sessionIds === null ? 'complete' : 'sessions';
    yield Buffer.from(manifestText({ createdAt, schemaVersion: SCHEMA_VERSION, scope, parts }, version));
  });
  return zip.bytes();
}

async function* partBytes(
  { db, sessionIds, tally }: BundleContent,
  table: TableName,
  onEnd: (part: BundlePart) => void,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let rows = 0;
  let bytes = 0;
  for (const sessionId of sessionIds ?? [undefined]) {
    for (const page of readRows(db, table, { sessionId })) {
      const kept = page.filter(mayLeave(table));
      const chunk = Buffer.from(kept.map((row) => `${toLine(row)}\n`).join(''));
      hash.update(chunk);
      rows += kept.length;
      bytes += chunk.length;
      yield chunk;
      await tally.add(table, kept.length, chunk.length);
    }
  }
  onEnd({ name: `tables/${table}.jsonl`, table, rows, bytes, sha256: hash.digest('hex') });
}

/** The contract lets no key into the mirror; what another program put there is looked at here. */
function mayLeave(table: TableName): (row: Row) => boolean {
  return table === 'preferences' ? (row) => !isSecretPreference(String(row['key'])) : () => true;
}
