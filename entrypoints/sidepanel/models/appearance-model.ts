import { computed, createModel } from '@preact/signals';
import type { Preferences, WriteResult } from '../../../lib/preferences/preferences.ts';
import type { Theme } from '../../../lib/preferences/schema.ts';
import { preferenceSignal } from './preference-signal.ts';

/** How every page looks: its colours, and whether things move. */
export const AppearanceModel = createModel((preferences: Preferences) => {
  const theme = preferenceSignal(preferences, 'sidepanel.theme');
  const settings = preferenceSignal(preferences, 'sidepanel.settings');
  const motion = computed(() => settings.value.motion);

  function setTheme(next: Theme): WriteResult {
    return preferences.set('sidepanel.theme', next);
  }

  return { theme, motion, setTheme };
});
export type AppearanceModel = InstanceType<typeof AppearanceModel>;
