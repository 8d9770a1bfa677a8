import { createModel, effect, signal } from '@preact/signals';
import type { Preferences, WriteResult } from '../../../lib/preferences/preferences.ts';
import type { Motion, Theme } from '../../../lib/preferences/schema.ts';

/** How every page looks: its colours, and whether things move. */
export const AppearanceModel = createModel((preferences: Preferences) => {
  const theme = signal<Theme>(preferences.get('sidepanel.theme'));
  const motion = signal<Motion>(preferences.get('sidepanel.settings').motion);

  effect(() =>
    preferences.watch(() => {
      theme.value = preferences.get('sidepanel.theme');
      motion.value = preferences.get('sidepanel.settings').motion;
    }),
  );

  function setTheme(next: Theme): WriteResult {
    return preferences.set('sidepanel.theme', next);
  }

  return { theme, motion, setTheme };
});
export type AppearanceModel = InstanceType<typeof AppearanceModel>;
