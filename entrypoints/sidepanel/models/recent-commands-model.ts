import { createModel, effect, signal } from '@preact/signals';
import type { Preferences } from '../../../lib/preferences/preferences.ts';

const KEY = 'sidepanel.recent.commands';

/** The actions that were chosen in the palette, by their titles, newest first; of all panels of this browser. */
export const RecentCommandsModel = createModel((preferences: Preferences) => {
  const titles = signal<readonly string[]>(preferences.get(KEY));

  effect(() =>
    preferences.subscribe(KEY, () => {
      titles.value = preferences.get(KEY);
    }),
  );

  function add(title: string): void {
    preferences.addRecent(KEY, title);
  }

  return { titles, add };
});
export type RecentCommandsModel = InstanceType<typeof RecentCommandsModel>;
