import { signal } from '@preact/signals';
import { render } from 'preact';
import { v7 as newId } from 'uuid';
import { browser } from 'wxt/browser';
import type { Timers } from '../../lib/clock.ts';
import { migratePreferences } from '../../lib/preferences/migrate-preferences.ts';
import { createPreferences } from '../../lib/preferences/preferences.ts';
import { createClient } from '../../lib/rpc/client.ts';
import '../../lib/ui/tokens.css';
import '../../lib/ui/controls.css';
import { openBackgroundConnection } from '../sidepanel/background-connection.ts';
import { type DebugEntry, openDebugChannel, watchTraffic } from '../sidepanel/debug-traffic.ts';
import { createProfileId } from '../sidepanel/profile-id.ts';
import { shareNotificationSettings } from '../sidepanel/share-notification-settings.ts';
import { wearAppearance } from '../sidepanel/wear-appearance.ts';
import { OptionsModel } from './models/options-model.ts';
import { OptionsPage } from './options-page.tsx';
import { saveFile } from './save-file.ts';
import '../sidepanel/shared-views.css';
import './options.css';
import './keyboard.css';

const timers: Timers = {
  set: (callback, ms) => setTimeout(callback, ms),
  clear: (timer) => clearTimeout(timer as number),
};

migratePreferences(localStorage);
const preferences = createPreferences(localStorage, (hear) => addEventListener('storage', ({ key }) => hear(key)));
const debugChannel = openDebugChannel();
const traffic = watchTraffic({
  page: 'options',
  preferences,
  now: Date.now,
  tell: (entry) => options.debug.add(entry),
});
const { client, receiveNotification } = createClient({
  connection: { request: traffic.watchRequests((...call) => background.request(...call)) },
  newId,
});

const notifications = { permissions: ['notifications' as const] };
const isMac = navigator.platform.startsWith('Mac');
const options = new OptionsModel({
  env: { client, now: Date.now, timers, newId },
  ...{ preferences, saveFile, storage: localStorage },
  profileId: createProfileId({
    storage: browser.storage.local,
    alone: (action) => navigator.locks.request('holdfast.profile-id', action),
    newId,
  }),
  keyboard: {
    isMac,
    getCommands: async () =>
      (await browser.commands.getAll()).map(({ name = '', description = '', shortcut = '' }) => ({
        ...{ name, description, shortcut },
      })),
  },
  version: browser.runtime.getManifest().version,
  permission: {
    isGranted: () => browser.permissions.contains(notifications),
    request: () => browser.permissions.request(notifications),
    onChanged(listener) {
      browser.permissions.onAdded.addListener(listener);
      browser.permissions.onRemoved.addListener(listener);
    },
  },
});
debugChannel.addEventListener('message', ({ data }) => options.debug.add(data as DebugEntry));
wearAppearance(document.documentElement, options.appearance);

// Last, so that the models hear the first state.
const background = openBackgroundConnection({
  connect: () => browser.runtime.connect(),
  timers,
  onNotification(method, params) {
    traffic.noteNotification(method, params);
    receiveNotification(method, params);
  },
});
shareNotificationSettings(preferences, browser.storage.local);

const hash = signal(location.hash);
addEventListener('hashchange', () => {
  hash.value = location.hash;
});
const place = document.getElementById('options');
if (place) {
  const copyText = (text: string) => navigator.clipboard.writeText(text);
  const openShortcutsPage = () => void browser.tabs.create({ url: 'chrome://extensions/shortcuts' });
  render(
    <OptionsPage
      options={options}
      hash={hash}
      copyText={copyText}
      openShortcutsPage={openShortcutsPage}
      isMac={isMac}
    />,
    place,
  );
}
