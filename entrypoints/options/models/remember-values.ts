import type { Preferences, WriteResult } from '../../../lib/preferences/preferences.ts';
import type { PreferenceKey } from '../../../lib/preferences/schema.ts';

/** Remembers values as they are now. The function puts them back, in the same order; what was not stored is removed. */
export function rememberValues(preferences: Preferences, keys: readonly PreferenceKey[]): () => WriteResult {
  const before = keys.map((key) => ({ key, value: preferences.peek(key) }));
  return () => {
    const written = preferences.importAll(
      before.flatMap(({ key, value }) => (value === undefined ? [] : [{ key, before: undefined, after: value }])),
    );
    if (!written.ok) return written;
    for (const { key, value } of before) if (value === undefined) preferences.remove(key);
    return written;
  };
}
