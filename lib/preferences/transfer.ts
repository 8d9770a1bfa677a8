import * as v from 'valibot';
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

/** A good value that differs from what is there; `before` undefined where nothing is stored. */
export interface ImportChange {
  readonly key: PreferenceKey;
  readonly before: unknown;
  readonly after: unknown;
}

/** What an import would write, and what it would leave, with the reason in words. */
export interface ImportPlan {
  readonly changes: readonly ImportChange[];
  readonly problems: readonly { readonly key: string; readonly reason: string }[];
}

/** `not-settings`: another file, a cut one, or one of a later version; `message` says which. */
export type ImportReading =
  | { readonly ok: true; readonly plan: ImportPlan }
  | { readonly ok: false; readonly reason: 'not-settings'; readonly message: string };

/** The stored value of a key; undefined when there is none or it is broken. */
type Peek = (key: PreferenceKey) => unknown;

/** The text of a file of settings. */
export function toFile(peek: Peek, includesSecrets: boolean, exportedAt: string): string {
  const taken = (Object.keys(PREFERENCES) as PreferenceKey[]).filter((key) => isTaken(key, includesSecrets));
  const values = Object.fromEntries(taken.map((key) => [key, peek(key)]));
  return `${JSON.stringify({ format: FORMAT, version: VERSION, exportedAt, values }, null, 2)}\n`;
}

/** What the text of such a file would change. Writes nothing. */
export function readImport(text: string, peek: Peek, includesSecrets: boolean): ImportReading {
  if (text.length > MAX_LENGTH) return refuse('The file is too large for a file of settings.');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refuse('The file is no JSON. It may be cut off.');
  }
  const file = v.safeParse(fileSchema, json);
  if (!file.success) return refuse('The file is no file of Holdfast’s settings, or one of a later version.');
  return { ok: true, plan: planImport(file.output.values, peek, includesSecrets) };
}

/** What values by key would change, wherever they come from. */
export function planImport(
  values: Readonly<Record<string, unknown>>,
  peek: Peek,
  includesSecrets: boolean,
): ImportPlan {
  const changes: ImportChange[] = [];
  const problems: ImportPlan['problems'][number][] = [];
  for (const [key, value] of Object.entries(values)) {
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
    const before = peek(key);
    if (JSON.stringify(before) !== JSON.stringify(parsed.output)) changes.push({ key, before, after: parsed.output });
  }
  return { changes, problems };
}

const SKIPPED = {
  local: 'It belongs to the browser that it came from.',
  secret: 'Keys of model servers are taken only when you choose so.',
} as const;

function refuse(message: string): ImportReading {
  return { ok: false, reason: 'not-settings', message };
}

function isTaken(key: PreferenceKey, includesSecrets: boolean): boolean {
  const kind = PREFERENCES[key].export;
  return kind === 'always' || (kind === 'secret' && includesSecrets);
}
