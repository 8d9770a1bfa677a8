import { computed, createModel } from '@preact/signals';
import type { Preferences } from '../../../lib/preferences/preferences.ts';
import { bindingsOf } from '../key-bindings.ts';
import { preferenceSignal } from './preference-signal.ts';

/** The key of each action that has one, as the settings of this browser have it now. */
export const KeyBindingsModel = createModel((preferences: Preferences) => {
  const settings = preferenceSignal(preferences, 'sidepanel.settings');
  const bindings = computed(() => bindingsOf(settings.value.keyboard.keys));
  return { bindings };
});
