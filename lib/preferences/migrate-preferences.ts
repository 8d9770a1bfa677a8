import type { PreferenceStorage } from './preferences.ts';

/** Values by key as JSON values; what is not JSON is not among them. */
type Values = Record<string, unknown>;

interface PreferenceMigration {
  /** The version of the whole set after it: `sidepanel.settings.version`. */
  readonly version: number;
  /** The keys that it reads. */
  readonly keys: readonly string[];
  /** The keys to be written, `undefined` = to be removed. */
  readonly migrate: (values: Values) => Values;
}

const SPLIT = { 'sidepanel.ui.sidebarCollapsed': 'sidebarCollapsed', 'sidepanel.ui.lastView': 'lastView' } as const;

/** In order; a released one is never changed. */
const MIGRATIONS: readonly PreferenceMigration[] = [
  {
    // Two keys became fields of one, and the settings got a version.
    version: 1,
    keys: ['sidepanel.settings', 'sidepanel.ui', ...Object.keys(SPLIT)],
    migrate(values) {
      const changed: Values = {};
      const { 'sidepanel.settings': settings, 'sidepanel.ui': ui } = values;
      if (isRecord(settings)) changed['sidepanel.settings'] = { ...settings, version: 1 };
      const found = Object.entries(SPLIT).filter(([key]) => values[key] !== undefined);
      if (found.length === 0) return changed;
      const fields = Object.fromEntries(found.map(([key, field]) => [field, values[key]]));
      const fallback = { sidebarCollapsed: false, lastView: 'session', panelSizes: {} };
      // The one key is the home: what it says already is newer.
      changed['sidepanel.ui'] = { ...fallback, ...fields, ...(isRecord(ui) && ui) };
      for (const [key] of found) changed[key] = undefined;
      return changed;
    },
  },
];

/**
 * Brings the stored preferences of an older version up to date, before anything reads them. Values that are not JSON stay
 * for whoever reads them. A version that is newer than this program's, and a storage that is full or switched off, are left
 * as they are: the migration is done with the next start.
 */
export function migratePreferences(storage: PreferenceStorage): void {
  try {
    const from = versionOf(storage);
    for (const { version, keys, migrate } of MIGRATIONS) {
      if (version <= from) continue;
      const values = Object.fromEntries(keys.flatMap((key) => read(storage, key)));
      write(storage, migrate(values));
    }
  } catch {
    // Nothing was lost: what is new is written before what is old is removed.
  }
}

/** 0 = before there were versions, or nothing is stored. */
function versionOf(storage: PreferenceStorage): number {
  const [settings] = read(storage, 'sidepanel.settings').map(([, value]) => value);
  const version = isRecord(settings) ? settings['version'] : 0;
  return typeof version === 'number' ? version : 0;
}

function read(storage: PreferenceStorage, key: string): [string, unknown][] {
  const raw = storage.getItem(key);
  if (raw === null) return [];
  try {
    return [[key, JSON.parse(raw)]];
  } catch {
    return [];
  }
}

/** The settings last: their version says that the rest is done. */
function write(storage: PreferenceStorage, changed: Values): void {
  const { 'sidepanel.settings': settings, ...others } = changed;
  for (const [key, value] of Object.entries(others)) {
    if (value !== undefined) storage.setItem(key, JSON.stringify(value));
  }
  if (settings !== undefined) storage.setItem('sidepanel.settings', JSON.stringify(settings));
  for (const [key, value] of Object.entries(others)) if (value === undefined) storage.removeItem(key);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
