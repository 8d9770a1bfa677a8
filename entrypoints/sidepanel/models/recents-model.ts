import { createModel } from '@preact/signals';
import type { Preferences } from '../../../lib/preferences/preferences.ts';
import type { RecentKey } from '../../../lib/preferences/schema.ts';
import { preferenceSignal } from './preference-signal.ts';

/** What was used lately of one kind, newest first; of all panels of this browser. */
export const RecentsModel = createModel((preferences: Preferences, key: RecentKey) => ({
  values: preferenceSignal(preferences, key),
  add: (value: string) => void preferences.addRecent(key, value),
  clear: () => void preferences.set(key, []),
}));
