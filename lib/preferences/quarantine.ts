import * as v from 'valibot';
import { issuesInWords } from './issues-in-words.ts';
import { type PreferenceStorage, type Preferences, QUARANTINE_PREFIX } from './preferences.ts';
import { isPreferenceKey, PREFERENCES, type Preference, type PreferenceKey } from './schema.ts';
import { keysOf } from './storage-usage.ts';
import { keepKeysWithServers } from './transfer.ts';

/** A broken value that was moved away. */
export interface Quarantined {
  /** Where it stood. */
  readonly key: string;
  /** As it was stored, cut after 64 Ki UTF-16 units. */
  readonly text: string;
}

/** `message` says in a sentence why it is not restored. */
export type Restoring = { readonly ok: true } | { readonly ok: false; readonly message: string };

/** What the quarantine holds, by key. */
export function listQuarantine(storage: PreferenceStorage): Quarantined[] {
  return keysOf(storage)
    .filter((name) => name.startsWith(QUARANTINE_PREFIX))
    .sort()
    .map((name) => ({ key: name.slice(QUARANTINE_PREFIX.length), text: storage.getItem(name) ?? '' }));
}

/** Why a text cannot be the value of its key, as a sentence; undefined when it can. */
export function reasonNotToRestore({ key, text }: Quarantined): string | undefined {
  const parsed = parse(key, text);
  return parsed.ok ? undefined : parsed.message;
}

/** Puts a value back in place of what is there now, where this version can read it. The text leaves the quarantine last. */
export function restoreQuarantined(
  storage: PreferenceStorage,
  preferences: Pick<Preferences, 'importAll' | 'peek'>,
  quarantined: Quarantined,
): Restoring {
  const parsed = parse(quarantined.key, quarantined.text);
  if (!parsed.ok) return parsed;
  const { key, value } = parsed;
  const change = { key, before: preferences.peek(key), after: value };
  const isSecret = PREFERENCES[key].export === 'secret';
  const written = preferences.importAll(isSecret ? [change] : keepKeysWithServers([change], preferences.peek));
  if (!written.ok) return { ok: false, message: 'The browser has no room for it.' };
  dropQuarantined(storage, key);
  return { ok: true };
}

/** Deletes a text for good. */
export function dropQuarantined(storage: PreferenceStorage, key: string): void {
  storage.removeItem(QUARANTINE_PREFIX + key);
}

/** Puts back a text that was deleted. False when there is no room for it any more. */
export function putBackQuarantined(storage: PreferenceStorage, { key, text }: Quarantined): boolean {
  try {
    storage.setItem(QUARANTINE_PREFIX + key, text);
    return true;
  } catch {
    return false;
  }
}

type Parsed =
  | { readonly ok: true; readonly key: PreferenceKey; readonly value: Preference<PreferenceKey> }
  | { readonly ok: false; readonly message: string };

function parse(key: string, text: string): Parsed {
  if (!isPreferenceKey(key)) return { ok: false, message: 'This version has no such setting.' };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { ok: false, message: 'The text is not valid JSON; it may be cut off.' };
  }
  const parsed = v.safeParse(PREFERENCES[key].schema, json);
  if (parsed.success) return { ok: true, key, value: parsed.output as Preference<PreferenceKey> };
  return { ok: false, message: `This version cannot use it: ${issuesInWords(parsed.issues)}` };
}
