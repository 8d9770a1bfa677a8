import { createModel, effect, signal } from '@preact/signals';
import type { Preferences } from '../../../lib/preferences/preferences.ts';
import { bindingsOf } from '../key-bindings.ts';

/** The key of each action that has one, as the settings of this browser have it now. */
export const KeyBindingsModel = createModel((preferences: Preferences) => {
  const read = () => bindingsOf(preferences.get('sidepanel.settings').keyboard.keys);
  const bindings = signal(read());

  effect(() =>
    preferences.subscribe('sidepanel.settings', () => {
      bindings.value = read();
    }),
  );

  return { bindings };
});
