import * as v from 'valibot';
import { AppError } from '../protocol/errors.ts';
import { isTableName, type TableName } from './tables.ts';

const FORMAT = 'holdfast-bundle';
const FORMAT_VERSION = 1;

/** The manifest's name in the zip. */
export const MANIFEST = 'manifest.json';

/** Under ten parts of some hundred bytes; what is longer is none of ours. */
export const MAX_MANIFEST_BYTES = 64 * 1024;

const wholeNumber = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const part = v.object({
  name: v.pipe(v.string(), v.maxLength(200)),
  table: v.pipe(
    v.string(),
    v.custom<TableName>((name) => typeof name === 'string' && isTableName(name)),
  ),
  rows: wholeNumber,
  bytes: wholeNumber,
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});

/** One table's rows in a bundle: the file's name in the zip, its rows, its bytes and their SHA-256. */
export type BundlePart = v.InferOutput<typeof part>;

const manifest = v.object({
  format: v.literal(FORMAT),
  formatVersion: v.literal(FORMAT_VERSION),
  createdAt: v.pipe(v.string(), v.maxLength(100)),
  app: v.object({ name: v.literal('holdfast'), version: v.pipe(v.string(), v.maxLength(100)) }),
  schemaVersion: wholeNumber,
  scope: v.picklist(['complete', 'sessions']),
  parts: v.pipe(v.array(part), v.maxLength(100)),
});

/** What a bundle holds; `complete` = a whole store. */
export type BundleManifest = v.InferOutput<typeof manifest>;

/** The manifest's text. */
export function manifestText(
  content: Omit<BundleManifest, 'format' | 'formatVersion' | 'app'>,
  version: string,
): string {
  const whole: BundleManifest = {
    format: FORMAT,
    formatVersion: FORMAT_VERSION,
    app: { name: 'holdfast', version },
    ...content,
  };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

/** Reads a manifest's text. Errors: `invalid` when it is none, or of a later version of the format. */
export function parseManifest(text: string, schemaVersion: number): BundleManifest {
  const raw = parseJson(text);
  const { format, formatVersion } = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>;
  if (format !== FORMAT) throw new AppError('invalid', 'This zip file is no Holdfast bundle.');
  if (typeof formatVersion === 'number' && formatVersion > FORMAT_VERSION) throw newer();
  const parsed = v.safeParse(manifest, raw);
  if (!parsed.success) {
    const where = v.getDotPath(parsed.issues[0]) ?? 'itself';
    throw new AppError(
      'invalid',
      `The bundle's manifest cannot be read: ${where} is not as it should be. Export again.`,
    );
  }
  if (parsed.output.schemaVersion > schemaVersion) throw newer();
  refuseDoubles(parsed.output.parts);
  return parsed.output;
}

/** What a later version wrote must not be taken in by halves. */
function newer(): AppError {
  return new AppError('invalid', 'This bundle was written by a newer Holdfast. Update this one, then import it.');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuseDoubles(parts: readonly BundlePart[]): void {
  const tables = new Set(parts.map(({ table }) => table));
  const names = new Set(parts.map(({ name }) => name));
  if (tables.size === parts.length && names.size === parts.length) return;
  throw new AppError('invalid', "The bundle's manifest names a part twice. Export again.");
}
