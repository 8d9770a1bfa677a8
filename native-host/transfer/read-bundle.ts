import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { AppError } from '../../lib/protocol/errors.ts';
import { SCHEMA_VERSION } from '../../lib/store/migrate.ts';
import { type BundlePart, MANIFEST, MAX_MANIFEST_BYTES, parseManifest } from '../../lib/transfer/bundle-manifest.ts';
import { parseModest } from '../../lib/transfer/modest-json.ts';
import { TABLE_NAMES } from '../../lib/transfer/tables.ts';
import { type ImportSource, MAX_ROW_BYTES, type RawRow } from './import-source.ts';
import { splitLines } from './split-lines.ts';

/** Entries of a zip: ours has ten. */
const MAX_ENTRIES = 1000;

/** A file may unpack to this much, or to so many times its size: texts shrink to a tenth, seldom to a hundredth. */
const ALWAYS_ALLOWED_BYTES = 1024 ** 3;
const MAX_RATIO = 200;

/** A row is flat. */
const ROW_LIMITS = { depth: 2, parts: 500 };

/** Opens a bundle. Only names that its manifest gives are looked for, and none is used as a path. Errors: `invalid`. */
export async function openBundle(file: string): Promise<ImportSource> {
  const zip = await readable(openPromise(file, { autoClose: false }));
  zip.on('error', () => {});
  try {
    const entries = await listEntries(zip);
    const manifest = parseManifest(await readManifest(zip, entries), SCHEMA_VERSION);
    const parts = manifest.parts.toSorted((a, b) => TABLE_NAMES.indexOf(a.table) - TABLE_NAMES.indexOf(b.table));
    refuseBombs(parts, entries, statSync(file).size);
    return {
      format: 'bundle',
      isComplete: manifest.scope === 'complete',
      rows: () => readParts(zip, entries, parts),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

type Entries = ReadonlyMap<string, Entry>;

async function listEntries(zip: ZipFile): Promise<Entries> {
  const entries = new Map<string, Entry>();
  if (zip.entryCount > MAX_ENTRIES) throw altered(`it has ${zip.entryCount} entries`);
  try {
    for await (const entry of zip.eachEntry()) {
      if (entries.has(entry.fileName)) throw altered(`it has ${entry.fileName} twice`);
      entries.set(entry.fileName, entry);
    }
  } catch (error) {
    throw error instanceof AppError ? error : altered(wordsOf(error), error);
  }
  return entries;
}

async function readManifest(zip: ZipFile, entries: Entries): Promise<string> {
  const entry = entries.get(MANIFEST);
  if (!entry) throw new AppError('invalid', 'This zip file is no Holdfast bundle: it has no manifest.');
  if (entry.uncompressedSize > MAX_MANIFEST_BYTES) throw altered('its manifest is too long');
  const chunks: Buffer[] = [];
  for await (const chunk of readEntry(zip, entry)) chunks.push(Buffer.from(chunk));
  const bytes = Buffer.concat(chunks);
  // The parts have their SHA-256 in the manifest; this is what the manifest has.
  if (crc32(bytes) !== entry.crc32) throw altered('its manifest is not the one that was written');
  return bytes.toString('utf8');
}

function refuseBombs(parts: readonly BundlePart[], entries: Entries, fileBytes: number): void {
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  if (bytes > Math.max(ALWAYS_ALLOWED_BYTES, fileBytes * MAX_RATIO)) {
    throw new AppError(
      'invalid',
      `The file would unpack to ${bytes} bytes, ${MAX_RATIO} times its size. It is not imported.`,
    );
  }
  for (const part of parts) {
    const entry = entries.get(part.name);
    if (!entry) throw altered(`${part.name} is missing`);
    if (entry.uncompressedSize !== part.bytes) throw altered(`${part.name} has not the length that was written`);
  }
}

async function* readParts(zip: ZipFile, entries: Entries, parts: readonly BundlePart[]) {
  const allBytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  let readBytes = 0;
  for (const part of parts) {
    const hash = createHash('sha256');
    const lines = splitLines(watched(readEntry(zip, entries.get(part.name) as Entry)), MAX_ROW_BYTES);
    let count = 0;
    for await (const some of lines) {
      const rows = some.map((line): RawRow => {
        count++;
        return { table: part.table, where: `${part.table} row ${count}`, row: parseModest(line, ROW_LIMITS) };
      });
      yield { rows, share: readBytes / Math.max(allBytes, 1) };
    }
    if (count !== part.rows) throw altered(`${part.name} has ${count} rows instead of ${part.rows}`);
    if (hash.digest('hex') !== part.sha256) throw altered(`${part.name} is not what was written`);

    async function* watched(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const chunk of chunks) {
        hash.update(chunk);
        readBytes += chunk.length;
        yield chunk;
      }
    }
  }
}

/** The library refuses more or fewer bytes than the entry says it has, and unpacks only what is asked for. */
async function* readEntry(zip: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  const stream = await readable(zip.openReadStreamPromise(entry));
  try {
    for await (const chunk of stream) yield chunk;
  } catch (error) {
    throw altered(wordsOf(error), error);
  } finally {
    stream.destroy();
  }
}

async function readable<Value>(opening: Promise<Value>): Promise<Value> {
  try {
    return await opening;
  } catch (error) {
    throw altered('it is no whole zip file', error);
  }
}

function altered(what: string, cause?: unknown): AppError {
  return new AppError('invalid', `The bundle is cut off or was altered: ${what}. Export or copy it again.`, { cause });
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 200).replace(/\.$/, '') : 'it cannot be read';
}
