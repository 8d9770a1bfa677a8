import * as v from 'valibot';
import { PREFERENCES, type Preference, type PreferenceKey, type RecentKey } from './schema.ts';

/** The part of a page's `localStorage` that is used. */
export interface PreferenceStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** `quota`: no room, also after the recents were trimmed. `unavailable`: the browser refuses storage altogether. */
export type WriteResult = { readonly ok: true } | { readonly ok: false; readonly reason: 'quota' | 'unavailable' };

export interface Preferences {
  /** The stored value, or the default when there is none or it is broken; a broken one is moved to the quarantine. */
  get<K extends PreferenceKey>(key: K): Preference<K>;
  set<K extends PreferenceKey>(key: K, value: Preference<K>): WriteResult;
  remove(key: PreferenceKey): WriteResult;
  /** Puts a value first among the recents of its kind; it stands there once. */
  addRecent(key: RecentKey, value: string): WriteResult;
  /** Calls back when this page or another one of the extension wrote or removed the key. Returns its undo. */
  subscribe(key: PreferenceKey, listener: () => void): () => void;
}

/** Tells of every key that another page writes, as the browser does; null = all of them went. */
export type HearOtherPages = (hear: (key: string | null) => void) => void;

const QUARANTINE_PREFIX = 'sidepanel.quarantine.';

/** Longest text kept of a broken value, in UTF-16 units: enough for any of ours, too little to fill the storage. */
const MAX_QUARANTINED_LENGTH = 64 * 1024;

/** Recents of each kind left over when the storage is full; nothing else ever makes room. */
const TRIMMED_RECENTS = 10;
const RECENTS = ['sidepanel.recent.sessions', 'sidepanel.recent.searches', 'sidepanel.recent.commands'] as const;

/** Typed values over a page's storage. `onQuarantine` hears of each broken value once, when it is moved away. */
export function createPreferences(
  storage: PreferenceStorage,
  onQuarantine: (key: PreferenceKey) => void = () => {},
  hearOtherPages: HearOtherPages = () => {},
): Preferences {
  const listeners = new Set<{ readonly key: PreferenceKey; readonly listener: () => void }>();
  hearOtherPages(tell);

  function tell(changed: string | null): void {
    for (const { key, listener } of [...listeners]) if (changed === null || changed === key) listener();
  }

  function get<K extends PreferenceKey>(key: K): Preference<K> {
    const { schema, fallback } = PREFERENCES[key];
    const raw = attempt(() => storage.getItem(key));
    if (typeof raw !== 'string') return fallback as Preference<K>;
    const parsed = v.safeParse(schema, parseJson(raw));
    if (parsed.success) return parsed.output as Preference<K>;
    quarantine(key, raw);
    return fallback as Preference<K>;
  }

  /** The broken text leaves its key only once it stands in the other one: a full storage must not destroy it. */
  function quarantine(key: PreferenceKey, raw: string): void {
    if (!write(QUARANTINE_PREFIX + key, raw.slice(0, MAX_QUARANTINED_LENGTH)).ok) return;
    attempt(() => storage.removeItem(key));
    onQuarantine(key);
  }

  function set<K extends PreferenceKey>(key: K, value: Preference<K>): WriteResult {
    const text = JSON.stringify(value);
    let result = write(key, text);
    if (!result.ok && result.reason === 'quota') {
      trimRecents();
      result = write(key, text);
    }
    if (result.ok) tell(key);
    return result;
  }

  function trimRecents(): void {
    for (const key of RECENTS) {
      const values = get(key);
      if (values.length > TRIMMED_RECENTS) write(key, JSON.stringify(values.slice(0, TRIMMED_RECENTS)));
    }
  }

  function addRecent(key: RecentKey, value: string): WriteResult {
    // The schema cuts what is too much.
    return set(key, v.parse(PREFERENCES[key].schema, [value, ...get(key)]));
  }

  function write(key: string, text: string): WriteResult {
    try {
      storage.setItem(key, text);
      return { ok: true };
    } catch (error) {
      return { ok: false, reason: isQuotaError(error) ? 'quota' : 'unavailable' };
    }
  }

  function remove(key: PreferenceKey): WriteResult {
    try {
      storage.removeItem(key);
    } catch {
      return { ok: false, reason: 'unavailable' };
    }
    tell(key);
    return { ok: true };
  }

  function subscribe(key: PreferenceKey, listener: () => void): () => void {
    const entry = { key, listener };
    listeners.add(entry);
    return () => listeners.delete(entry);
  }

  return { get, set, remove, addRecent, subscribe };
}

/** Storage that is switched off throws on every touch; reading it then counts as empty. */
function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

function parseJson(text: string): unknown {
  return attempt(() => JSON.parse(text) as unknown);
}

/** Whether a storage refused a value for want of room. */
export function isQuotaError(error: unknown): boolean {
  return error instanceof Error && error.name === 'QuotaExceededError';
}
