import * as v from 'valibot';
import { isPreferenceKey, PREFERENCES, type Preference, type PreferenceKey, type RecentKey } from './schema.ts';
import { toFile } from './settings-file.ts';
import type { ImportChange } from './transfer.ts';

/** The part of a page's `localStorage` that is used. */
export interface PreferenceStorage {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** `quota`: no room, also after the recents were trimmed. `unavailable`: the browser refuses storage altogether. */
export type WriteResult = { readonly ok: true } | { readonly ok: false; readonly reason: WriteFailure };
export type WriteFailure = 'quota' | 'unavailable';

/** Who changed a value: this page, another one of the extension, or the store that had a newer one. */
export type ChangeOrigin = 'own' | 'other' | 'store';

/** A value that the storage did not take, or a broken one that was moved away; each is told once. */
export type PreferenceTrouble =
  | { readonly kind: 'unkept'; readonly key: PreferenceKey; readonly reason: WriteFailure }
  | { readonly kind: 'quarantined'; readonly key: PreferenceKey };

export interface Preferences {
  /** The stored value, or the default when there is none or it is broken; a broken one is moved to the quarantine. */
  get<K extends PreferenceKey>(key: K): Preference<K>;
  /** The stored value; undefined when there is none or it is broken. Changes nothing. */
  peek<K extends PreferenceKey>(key: K): Preference<K> | undefined;
  /**
   * A value that the storage does not take holds until the page ends all the same, unless it is a key of a model server:
   * half of a choice of servers would send one server's key to another.
   */
  set<K extends PreferenceKey>(key: K, value: Preference<K>, origin?: ChangeOrigin): WriteResult;
  remove(key: PreferenceKey, origin?: ChangeOrigin): WriteResult;
  /**
   * The text of a file with every stored value that is good: keys of model servers by choice only, never what tells of this
   * browser's own store.
   */
  exportAll(includesSecrets: boolean, exportedAt: string): string;
  /**
   * Writes all changes of a file that was read, or none. What was there before, good or broken, is there again when one does
   * not fit.
   */
  importAll(changes: readonly ImportChange[]): WriteResult;
  /** Puts a value first among the recents of its kind; it stands there once. */
  addRecent(key: RecentKey, value: string): WriteResult;
  /** Keeps a broken text of a key in the quarantine that stood elsewhere than in this storage. */
  setAside(key: PreferenceKey, text: string): void;
  /** Calls back when this page or another one of the extension wrote or removed the key. Returns its undo. */
  subscribe(key: PreferenceKey, listener: () => void): () => void;
  /** Calls back for every key that changed, null = all of them went. Returns its undo. */
  watch(listener: (key: PreferenceKey | null, origin: ChangeOrigin) => void): () => void;
  /** Calls back when something went wrong. Returns its undo. */
  watchTroubles(listener: (trouble: PreferenceTrouble) => void): () => void;
}

/** Tells of every key that another page writes, as the browser does; null = all of them went. */
export type HearOtherPages = (hear: (key: string | null) => void) => void;

export const QUARANTINE_PREFIX = 'sidepanel.quarantine.';

/** Longest text kept of a broken value, in UTF-16 units: enough for any of ours, too little to fill the storage. */
export const MAX_QUARANTINED_LENGTH = 64 * 1024;

/** Recents of each kind left over when the storage is full; nothing else ever makes room. */
const TRIMMED_RECENTS = 10;
const RECENTS = ['sidepanel.recent.sessions', 'sidepanel.recent.searches', 'sidepanel.recent.commands'] as const;

/** Typed values over a page's storage. */
export function createPreferences(storage: PreferenceStorage, hearOtherPages: HearOtherPages = () => {}): Preferences {
  const watchers = new Set<(key: PreferenceKey | null, origin: ChangeOrigin) => void>();
  const troubleWatchers = new Set<(trouble: PreferenceTrouble) => void>();
  /** Values that hold in this page only; undefined = it was removed. */
  const unkept = new Map<PreferenceKey, unknown>();
  hearOtherPages((key) => {
    if (key === null) unkept.clear();
    else if (!isPreferenceKey(key)) return;
    else unkept.delete(key);
    tell(key, 'other');
  });

  function tell(key: PreferenceKey | null, origin: ChangeOrigin): void {
    for (const watcher of [...watchers]) watcher(key, origin);
  }

  function tellTrouble(trouble: PreferenceTrouble): void {
    for (const watcher of [...troubleWatchers]) watcher(trouble);
  }

  function get<K extends PreferenceKey>(key: K): Preference<K> {
    const value = peek(key);
    if (value !== undefined) return value;
    const raw = unkept.has(key) ? null : attempt(() => storage.getItem(key));
    if (typeof raw === 'string') quarantine(key, raw);
    return PREFERENCES[key].fallback as Preference<K>;
  }

  function peek<K extends PreferenceKey>(key: K): Preference<K> | undefined {
    if (unkept.has(key)) return unkept.get(key) as Preference<K> | undefined;
    const raw = attempt(() => storage.getItem(key));
    if (typeof raw !== 'string') return undefined;
    const parsed = v.safeParse(PREFERENCES[key].schema, parseJson(raw));
    return parsed.success ? (parsed.output as Preference<K>) : undefined;
  }

  /** The broken text leaves its key only once it stands in the other one: a full storage must not destroy it. */
  function quarantine(key: PreferenceKey, raw: string): void {
    if (!write(QUARANTINE_PREFIX + key, raw.slice(0, MAX_QUARANTINED_LENGTH)).ok) return;
    attempt(() => storage.removeItem(key));
    tellTrouble({ kind: 'quarantined', key });
  }

  function setAside(key: PreferenceKey, text: string): void {
    if (write(QUARANTINE_PREFIX + key, text.slice(0, MAX_QUARANTINED_LENGTH)).ok)
      tellTrouble({ kind: 'quarantined', key });
  }

  function set<K extends PreferenceKey>(key: K, value: Preference<K>, origin: ChangeOrigin = 'own'): WriteResult {
    const text = JSON.stringify(value);
    // Nothing changes: nobody is to hear of it, nor the store to keep it anew.
    if (!unkept.has(key) && attempt(() => storage.getItem(key)) === text) return { ok: true };
    let result = write(key, text);
    if (!result.ok && result.reason === 'quota') {
      trimRecents();
      result = write(key, text);
    }
    return settle(key, value, result, origin);
  }

  function remove(key: PreferenceKey, origin: ChangeOrigin = 'own'): WriteResult {
    try {
      storage.removeItem(key);
    } catch {
      return settle(key, undefined, { ok: false, reason: 'unavailable' }, origin);
    }
    return settle(key, undefined, { ok: true }, origin);
  }

  function settle(key: PreferenceKey, value: unknown, result: WriteResult, origin: ChangeOrigin): WriteResult {
    if (result.ok) unkept.delete(key);
    else {
      tellTrouble({ kind: 'unkept', key, reason: result.reason });
      if (PREFERENCES[key].export === 'secret') return result;
      unkept.set(key, value);
    }
    tell(key, origin);
    return result;
  }

  function importAll(changes: readonly ImportChange[]): WriteResult {
    const before = new Map<PreferenceKey, string | null>();
    try {
      for (const { key, after } of changes) {
        before.set(key, storage.getItem(key));
        storage.setItem(key, JSON.stringify(after));
      }
    } catch (error) {
      // First what is new goes, so that there is room for what was there.
      for (const key of before.keys()) attempt(() => storage.removeItem(key));
      for (const [key, raw] of before) if (raw !== null) attempt(() => storage.setItem(key, raw));
      return { ok: false, reason: isQuotaError(error) ? 'quota' : 'unavailable' };
    }
    for (const { key } of changes) unkept.delete(key);
    for (const { key } of changes) tell(key, 'own');
    return { ok: true };
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

  function watch(listener: (key: PreferenceKey | null, origin: ChangeOrigin) => void): () => void {
    watchers.add(listener);
    return () => watchers.delete(listener);
  }

  function watchTroubles(listener: (trouble: PreferenceTrouble) => void): () => void {
    troubleWatchers.add(listener);
    return () => troubleWatchers.delete(listener);
  }

  function subscribe(key: PreferenceKey, listener: () => void): () => void {
    return watch((changed) => {
      if (changed === null || changed === key) listener();
    });
  }

  const exportAll = (includesSecrets: boolean, exportedAt: string) => toFile(peek, includesSecrets, exportedAt);

  return { get, peek, set, remove, exportAll, importAll, addRecent, setAside, subscribe, watch, watchTroubles };
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
function isQuotaError(error: unknown): boolean {
  return error instanceof Error && error.name === 'QuotaExceededError';
}
