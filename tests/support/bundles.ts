import { createHash } from 'node:crypto';
import { createWriteStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { SCHEMA_VERSION } from '../../lib/store/migrate.ts';
import { temporaryFolder } from './temporary-store.ts';

export const NOON = '2026-01-31T12:00:00.000Z';

/** A session's row as a bundle has it. */
export function sessionRow(changes: object = {}): object {
  return {
    id: 's1',
    title: 'Title',
    created_at: NOON,
    updated_at: NOON,
    model: 'glm',
    message_count: 0,
    ...changes,
  };
}

/** A message's row as a bundle has it. */
export function messageRow(changes: object = {}): object {
  return {
    id: 'm1',
    session_id: 's1',
    role: 'user',
    content: 'Text',
    created_at: NOON,
    sequence: 1,
    status: 'complete',
    content_hash: null,
    ...changes,
  };
}

export interface BundleChanges {
  /** Each part's text by table. */
  readonly parts?: Readonly<Record<string, string>>;
  readonly manifest?: (manifest: { parts: Record<string, unknown>[] } & Record<string, unknown>) => unknown;
  /** Further entries. */
  readonly entries?: readonly (readonly [name: string, content: string | Buffer])[];
  readonly without?: readonly string[];
  /** Everything as it is, so that a test finds it in the file's bytes. */
  readonly isStored?: boolean;
}

/** Lines of JSON. */
export function lines(...rows: readonly unknown[]): string {
  return rows.map((row) => `${typeof row === 'string' ? row : JSON.stringify(row)}\n`).join('');
}

/** Writes a bundle that need not be a good one; its path. */
export async function writeBundle({
  parts = {},
  manifest,
  entries = [],
  without = [],
  isStored = false,
}: BundleChanges): Promise<string> {
  const zip = new ZipFile();
  const told = Object.entries(parts).map(([table, text]) => ({
    name: `tables/${table}.jsonl`,
    table,
    rows: text.split('\n').length - 1,
    bytes: Buffer.byteLength(text),
    sha256: createHash('sha256').update(text).digest('hex'),
  }));
  const whole = {
    format: 'holdfast-bundle',
    formatVersion: 1,
    createdAt: NOON,
    app: { name: 'holdfast', version: '1.0.0' },
    schemaVersion: SCHEMA_VERSION,
    scope: 'complete',
    parts: told,
  };
  const all = [
    ...Object.entries(parts).map(([table, text]) => [`tables/${table}.jsonl`, text] as const),
    ['manifest.json', JSON.stringify(manifest ? manifest(whole) : whole)] as const,
    ...entries,
  ];
  for (const [name, content] of all) {
    if (!without.includes(name)) zip.addBuffer(Buffer.from(content), name, { compress: !isStored });
  }
  zip.end();
  const path = join(temporaryFolder(), 'made.holdfast');
  await pipeline(zip.outputStream, createWriteStream(path));
  return path;
}

/** Writes a file of sessions that need not be a good one; its path. */
export function writeJson(content: unknown): string {
  const path = join(temporaryFolder(), 'made.json');
  writeFileSync(path, typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content));
  return path;
}
