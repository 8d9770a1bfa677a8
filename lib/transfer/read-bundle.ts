import { AppError } from '../protocol/errors.ts';
import { SCHEMA_VERSION } from '../store/migrate.ts';
import { type BundlePart, MANIFEST, MAX_MANIFEST_BYTES, parseManifest } from './bundle-manifest.ts';
import { crc32 } from './crc-32.ts';
import type { CreateHasher } from './hasher.ts';
import { type ImportSource, MAX_ROW_BYTES, type RawRow } from './import-source.ts';
import { parseModest } from './modest-json.ts';
import { splitLines } from './split-lines.ts';
import { TABLE_NAMES } from './tables.ts';
import { joinBytes, textOf } from './text-of.ts';
import type { ZipEntry, ZipReader } from './zip.ts';

/** Entries of a zip: ours has ten. */
const MAX_ENTRIES = 1000;

/** A file may unpack to this much, or to so many times its size: texts shrink to a tenth, seldom to a hundredth. */
const ALWAYS_ALLOWED_BYTES = 1024 ** 3;
const MAX_RATIO = 200;

/** A row is flat. */
const ROW_LIMITS = { depth: 2, parts: 500 };

/**
 * Opens a bundle, and closes the zip file with it. Only names that its manifest gives are looked for, and none is used as a
 * path. `opening` rejects where there is no zip file. Errors: `invalid`.
 */
export async function openBundle<Entry extends ZipEntry>(
  opening: Promise<ZipReader<Entry>>,
  createHasher: CreateHasher,
): Promise<ImportSource> {
  const zip = await readable(opening);
  try {
    const entries = await listEntries(zip);
    const manifest = parseManifest(await readManifest(zip, entries), SCHEMA_VERSION);
    const parts = manifest.parts.toSorted((a, b) => TABLE_NAMES.indexOf(a.table) - TABLE_NAMES.indexOf(b.table));
    refuseBombs(parts, entries, zip.fileBytes);
    return {
      format: 'bundle',
      isComplete: manifest.scope === 'complete',
      rows: () => readParts(zip, entries, parts, createHasher),
      close: () => zip.close(),
    };
  } catch (error) {
    await zip.close();
    throw error;
  }
}

async function readable<Value>(opening: Promise<Value>): Promise<Value> {
  try {
    return await opening;
  } catch (error) {
    throw error instanceof AppError ? error : altered('it is no whole zip file', error);
  }
}

async function listEntries<Entry extends ZipEntry>(zip: ZipReader<Entry>): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>();
  if (zip.entryCount > MAX_ENTRIES) throw altered(`it has ${zip.entryCount} entries`);
  try {
    for await (const entry of zip.entries()) {
      if (entries.has(entry.name)) throw altered(`it has ${entry.name} twice`);
      entries.set(entry.name, entry);
    }
  } catch (error) {
    throw error instanceof AppError ? error : altered(wordsOf(error), error);
  }
  return entries;
}

async function readManifest<Entry extends ZipEntry>(
  zip: ZipReader<Entry>,
  entries: ReadonlyMap<string, Entry>,
): Promise<string> {
  const entry = entries.get(MANIFEST);
  if (!entry) throw new AppError('invalid', 'This zip file is no Holdfast bundle: it has no manifest.');
  if (entry.bytes > MAX_MANIFEST_BYTES) throw altered('its manifest is too long');
  const chunks: Uint8Array[] = [];
  for await (const chunk of readEntry(zip, entry)) chunks.push(chunk);
  const bytes = joinBytes(chunks);
  // The parts have their SHA-256 in the manifest; this is what the manifest has.
  if (crc32(bytes) !== entry.crc32) throw altered('its manifest is not the one that was written');
  return textOf([bytes]);
}

function refuseBombs(parts: readonly BundlePart[], entries: ReadonlyMap<string, ZipEntry>, fileBytes: number): void {
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
    if (entry.bytes !== part.bytes) throw altered(`${part.name} has not the length that was written`);
  }
}

async function* readParts<Entry extends ZipEntry>(
  zip: ZipReader<Entry>,
  entries: ReadonlyMap<string, Entry>,
  parts: readonly BundlePart[],
  createHasher: CreateHasher,
) {
  const allBytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  let readBytes = 0;
  for (const part of parts) {
    const hash = createHasher();
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
    if (hash.digest() !== part.sha256) throw altered(`${part.name} is not what was written`);

    async function* watched(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const chunk of chunks) {
        hash.update(chunk);
        readBytes += chunk.length;
        yield chunk;
      }
    }
  }
}

async function* readEntry<Entry extends ZipEntry>(zip: ZipReader<Entry>, entry: Entry): AsyncGenerator<Uint8Array> {
  try {
    yield* zip.read(entry);
  } catch (error) {
    throw error instanceof AppError ? error : altered(wordsOf(error), error);
  }
}

function altered(what: string, cause?: unknown): AppError {
  return new AppError('invalid', `The bundle is cut off or was altered: ${what}. Export or copy it again.`, { cause });
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 200).replace(/\.$/, '') : 'it cannot be read';
}
