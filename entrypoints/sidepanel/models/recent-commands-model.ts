import { createModel, effect, signal } from '@preact/signals';
import type { Preferences } from '../../../lib/preferences/preferences.ts';

const KEY = 'sidepanel.recent.commands';

/** The actions that were chosen in the palette, by their ids, newest first; of all panels of this browser. */
export const RecentCommandsModel = createModel((preferences: Preferences) => {
  const ids = signal<readonly string[]>(preferences.get(KEY));

  effect(() =>
    preferences.subscribe(KEY, () => {
      ids.value = preferences.get(KEY);
    }),
  );

  function add(id: string): void {
    preferences.addRecent(KEY, id);
  }

  return { ids, add };
});
export type RecentCommandsModel = InstanceType<typeof RecentCommandsModel>;
