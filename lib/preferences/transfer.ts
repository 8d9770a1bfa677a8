import * as v from 'valibot';
import { issuesInWords } from './issues-in-words.ts';
import { DEFAULT_BASE_URL, isPreferenceKey, PREFERENCES, type Preference, type PreferenceKey } from './schema.ts';
import { FORMAT, isTaken, type Peek, VERSION } from './settings-file.ts';

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

/** What the text of such a file would change. Writes nothing. */
export function readImport(text: string, peek: Peek, includesSecrets: boolean): ImportReading {
  if (text.length > MAX_LENGTH) return refuse('The file is too large for a settings file.');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refuse('The file is not valid JSON. It may be cut off.');
  }
  const file = v.safeParse(fileSchema, json);
  if (!file.success) return refuse('This is not a Holdfast settings file, or it is from a later version.');
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
      problems.push({ key, reason: 'This version has no such setting.' });
      continue;
    }
    if (!isTaken(key, includesSecrets)) {
      problems.push({ key, reason: SKIPPED[PREFERENCES[key].export === 'local' ? 'local' : 'secret'] });
      continue;
    }
    const parsed = v.safeParse(PREFERENCES[key].schema, value);
    if (!parsed.success) {
      problems.push({ key, reason: `The value is not usable: ${issuesInWords(parsed.issues)}` });
      continue;
    }
    changes.push({ key, before: peek(key), after: parsed.output });
  }
  const isOwnerKnown = problems.every(({ key }) => key !== SETTINGS);
  const usable = changes.filter(({ key }) => isOwnerKnown || key !== TOKEN);
  if (usable.length < changes.length) {
    problems.push({ key: TOKEN, reason: 'The file does not say which server it is for.' });
  }
  return { changes: keepKeysWithServers(usable, peek), problems };
}

const SETTINGS = 'sidepanel.settings';
const TOKEN = 'sidepanel.auth.token';
const TOKENS = 'sidepanel.auth.tokens';

/**
 * Each key stays with its server. `sidepanel.auth.token` is that of the server in the settings, so where another server comes
 * without its key, the one that is there moves to those of other servers: the new server must not be sent it. Keys come
 * first, since panels act on the settings.
 */
export function keepKeysWithServers(changes: readonly ImportChange[], peek: Peek): ImportChange[] {
  const after = new Map(changes.map((change) => [change.key, change.after]));
  const before = <K extends PreferenceKey>(key: K) => (peek(key) ?? PREFERENCES[key].fallback) as Preference<K>;
  const taken = <K extends PreferenceKey>(key: K) => after.get(key) as Preference<K> | undefined;
  const server = before(SETTINGS).provider.baseUrl;
  const nextServer = taken(SETTINGS)?.provider.baseUrl ?? server;
  // A file without settings is of somebody who has the first server still.
  const serverOfFile = taken(SETTINGS)?.provider.baseUrl ?? DEFAULT_BASE_URL;
  const { [nextServer]: token = '', ...tokens } = {
    ...before(TOKENS),
    [server]: before(TOKEN),
    ...taken(TOKENS),
    ...(after.has(TOKEN) && { [serverOfFile]: taken(TOKEN) }),
  };
  for (const [url, key] of Object.entries(tokens)) if (key === '' && url === server) delete tokens[url];
  const keys = [
    { key: TOKENS, before: peek(TOKENS), after: tokens },
    { key: TOKEN, before: peek(TOKEN), after: token },
  ] as const;
  const isNeeded = (change: ImportChange) => after.has(change.key) || change.before !== undefined || !isEmpty(change);
  const others = changes.filter(({ key }) => key !== TOKEN && key !== TOKENS);
  return [...keys.filter(isNeeded), ...others].filter(isChange);
}

function isChange({ before, after }: ImportChange): boolean {
  return JSON.stringify(before) !== JSON.stringify(after);
}

function isEmpty({ after }: ImportChange): boolean {
  return Object.keys(after as string | object).length === 0;
}

const SKIPPED = {
  local: 'It belongs to the browser that it came from.',
  secret: 'Keys of model servers are included only if you choose to.',
} as const;

function refuse(message: string): ImportReading {
  return { ok: false, reason: 'not-settings', message };
}
