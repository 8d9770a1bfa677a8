import * as v from 'valibot';
import { isQuotaError, type PreferenceStorage, type WriteResult } from './preferences.ts';
import { isPreferenceKey, PREFERENCES, type PreferenceKey } from './schema.ts';

/** What a file of settings starts with, so that another file is told from a broken one. */
const FORMAT = 'holdfast-settings';
const VERSION = 1;

/** Longest file that is read, in UTF-16 units: all that the browser keeps for an extension's page. */
const MAX_LENGTH = 5 * 1024 * 1024;

const fileSchema = v.object({
  format: v.literal(FORMAT),
  version: v.literal(VERSION),
  exportedAt: v.optional(v.string()),
  values: v.record(v.string(), v.unknown()),
});

/** What an import would write, and what it would leave. */
export interface ImportPlan {
  /** Good values that differ from what is there; `before` undefined where nothing is stored. */
  readonly changes: readonly { readonly key: PreferenceKey; readonly before: unknown; readonly after: unknown }[];
  /** Keys that are not taken, each with the reason in words. */
  readonly problems: readonly { readonly key: string; readonly reason: string }[];
}

/** `not-settings`: another file, a cut one, or one of a later version; `message` says which. */
export type ImportReading =
  | { readonly ok: true; readonly plan: ImportPlan }
  | { readonly ok: false; readonly reason: 'not-settings'; readonly message: string };

interface TransferOptions {
  readonly storage: PreferenceStorage;
  /** Keys of model servers too. */
  readonly includesSecrets: boolean;
}

/** The text of a file with every stored setting that is good. What tells of this browser's own store is left out. */
export function exportPreferences({ storage, includesSecrets }: TransferOptions, exportedAt: string): string {
  const values: Partial<Record<PreferenceKey, unknown>> = {};
  for (const key of keys()) {
    if (!isTaken(key, includesSecrets)) continue;
    const stored = storedValue(storage, key);
    if (stored !== undefined) values[key] = stored;
  }
  return `${JSON.stringify({ format: FORMAT, version: VERSION, exportedAt, values }, null, 2)}\n`;
}

/** What the text of such a file would change. Writes nothing. */
export function readImport(text: string, { storage, includesSecrets }: TransferOptions): ImportReading {
  if (text.length > MAX_LENGTH) return refuse('The file is too large for a file of settings.');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refuse('The file is no JSON. It may be cut off.');
  }
  const file = v.safeParse(fileSchema, json);
  if (!file.success) return refuse('The file is no file of Holdfast’s settings, or one of a later version.');
  const changes: ImportPlan['changes'][number][] = [];
  const problems: ImportPlan['problems'][number][] = [];
  for (const [key, value] of Object.entries(file.output.values)) {
    if (!isPreferenceKey(key)) {
      problems.push({ key, reason: 'This version knows no such setting.' });
      continue;
    }
    if (!isTaken(key, includesSecrets)) {
      problems.push({ key, reason: SKIPPED[PREFERENCES[key].export === 'local' ? 'local' : 'secret'] });
      continue;
    }
    const parsed = v.safeParse(PREFERENCES[key].schema, value);
    if (!parsed.success) {
      problems.push({ key, reason: `The value is not usable: ${v.summarize(parsed.issues).slice(0, 200)}` });
      continue;
    }
    const before = storedValue(storage, key);
    if (JSON.stringify(before) !== JSON.stringify(parsed.output)) changes.push({ key, before, after: parsed.output });
  }
  return { ok: true, plan: { changes, problems } };
}

/** Writes all changes of a plan, or none. What was there before, good or broken, is there again when one does not fit. */
export function applyImport(plan: ImportPlan, storage: PreferenceStorage): WriteResult {
  const before = new Map<PreferenceKey, string | null>();
  try {
    for (const { key, after } of plan.changes) {
      before.set(key, storage.getItem(key));
      storage.setItem(key, JSON.stringify(after));
    }
    return { ok: true };
  } catch (error) {
    // First what is new goes, so that there is room for what was there.
    for (const key of before.keys()) storage.removeItem(key);
    for (const [key, raw] of before) if (raw !== null) storage.setItem(key, raw);
    return { ok: false, reason: isQuotaError(error) ? 'quota' : 'unavailable' };
  }
}

const SKIPPED = {
  local: 'It belongs to the browser that it came from.',
  secret: 'Keys of model servers are taken only when you choose so.',
} as const;

function refuse(message: string): ImportReading {
  return { ok: false, reason: 'not-settings', message };
}

function keys(): PreferenceKey[] {
  return Object.keys(PREFERENCES) as PreferenceKey[];
}

function isTaken(key: PreferenceKey, includesSecrets: boolean): boolean {
  const kind = PREFERENCES[key].export;
  return kind === 'always' || (kind === 'secret' && includesSecrets);
}

/** Undefined when nothing is stored or it is broken. */
function storedValue(storage: PreferenceStorage, key: PreferenceKey): unknown {
  try {
    const raw = storage.getItem(key);
    const parsed = v.safeParse(PREFERENCES[key].schema, JSON.parse(raw ?? ''));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
