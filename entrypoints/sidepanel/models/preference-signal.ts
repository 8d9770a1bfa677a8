import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Preferences } from '../../../lib/preferences/preferences.ts';
import type { Preference, PreferenceKey } from '../../../lib/preferences/schema.ts';

/** A preference as it is at the moment, whichever page changes it; within a model, which ends it. */
export function preferenceSignal<K extends PreferenceKey>(
  preferences: Preferences,
  key: K,
): ReadonlySignal<Preference<K>> {
  const value = signal(preferences.get(key));
  effect(() =>
    preferences.subscribe(key, () => {
      value.value = preferences.get(key);
    }),
  );
  return value;
}
