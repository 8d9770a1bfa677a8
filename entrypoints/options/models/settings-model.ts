import { createModel } from '@preact/signals';
import type { Preferences } from '../../../lib/preferences/preferences.ts';
import type { Motion, NotificationSettings, Preference, StartView, Theme } from '../../../lib/preferences/schema.ts';
import type { AppearanceModel } from '../../sidepanel/models/appearance-model.ts';
import { preferenceSignal } from '../../sidepanel/models/preference-signal.ts';
import type { ProviderModel } from '../../sidepanel/models/provider-model.ts';
import type { Place, SavedModel } from './saved-model.ts';

type Settings = Preference<'sidepanel.settings'>;

interface SettingsOptions {
  readonly preferences: Preferences;
  readonly appearance: AppearanceModel;
  readonly provider: ProviderModel;
  readonly saved: SavedModel;
}

/** What is saved as it is changed. */
export const SettingsModel = createModel(({ preferences, appearance, provider, saved }: SettingsOptions) => {
  const settings = preferenceSignal(preferences, 'sidepanel.settings');
  const isDebugOn = preferenceSignal(preferences, 'sidepanel.debug.enabled');

  function change(place: Place, fields: Partial<Settings>): void {
    saved.report(place, preferences.set('sidepanel.settings', { ...preferences.get('sidepanel.settings'), ...fields }));
  }

  function setTheme(theme: Theme): void {
    saved.report('theme', appearance.setTheme(theme));
  }

  function setModel(model: string): void {
    const { baseUrl } = settings.peek().provider;
    saved.report('model', provider.use({ baseUrl, apiKey: provider.storedKey(baseUrl), model }));
  }

  function setStartView(startView: StartView): void {
    change('start', { startView });
  }

  function setMotion(motion: Motion): void {
    change('motion', { motion });
  }

  function setNotifications(fields: Partial<NotificationSettings>): void {
    change('notifications', { notifications: { ...preferences.get('sidepanel.settings').notifications, ...fields } });
  }

  function setDebug(isOn: boolean): void {
    saved.report('debug', preferences.set('sidepanel.debug.enabled', isOn));
  }

  /** Panels show the first steps again. */
  function showTour(): void {
    saved.report('tour', preferences.set('sidepanel.tour.completed', false));
  }

  function showHints(): void {
    saved.report('hints', preferences.set('sidepanel.help.dismissed', []));
  }

  return {
    ...{ settings, isDebugOn },
    ...{ setTheme, setModel, setStartView, setMotion, setNotifications, setDebug, showTour, showHints },
  };
});
export type SettingsModel = InstanceType<typeof SettingsModel>;
