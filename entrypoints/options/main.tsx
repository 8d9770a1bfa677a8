import { signal } from '@preact/signals';
import { render } from 'preact';
import { browser } from 'wxt/browser';
import '../../lib/ui/tokens.css';
import '../../lib/ui/controls.css';
import { copyText } from '../sidepanel/copy-text.ts';
import { type DebugEntry, openDebugChannel } from '../sidepanel/debug-traffic.ts';
import { listenForFiles } from '../sidepanel/listen-for-files.ts';
import { openPage } from '../sidepanel/open-page.ts';
import { wearAppearance } from '../sidepanel/wear-appearance.ts';
import { OptionsModel } from './models/options-model.ts';
import { OptionsPage } from './options-page.tsx';
import { saveFile } from './save-file.ts';
import '../sidepanel/shared-views.css';
import './options.css';
import './keyboard.css';

const { env, preferences, profileId, connect } = openPage('options', (entry) => options.debug.add(entry));
const debugChannel = openDebugChannel();

const notifications = { permissions: ['notifications' as const] };
const isMac = navigator.platform.startsWith('Mac');
const options = new OptionsModel({
  ...{ env, preferences, profileId, saveFile, storage: localStorage },
  keyboard: {
    isMac,
    getCommands: async () =>
      (await browser.commands.getAll()).map(({ name = '', description = '', shortcut = '' }) => ({
        ...{ name, description, shortcut },
      })),
  },
  permissions: browser.permissions,
  runtime: chrome.runtime,
  askToPersist: () => navigator.storage.persist(),
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
const background = connect();

const hash = signal(location.hash);
addEventListener('hashchange', () => {
  hash.value = location.hash;
});
const place = document.getElementById('options');
if (place) {
  let windowId: number | undefined;
  void browser.windows.getCurrent().then(({ id }) => {
    windowId = id;
  });
  // Nothing is awaited: the browser opens a panel only in the click itself.
  const openRecovery = () => {
    if (windowId !== undefined) browser.sidePanel.open({ windowId }).catch(() => {});
    background.notify('page/open-recovery', { windowId });
  };
  const isFileOver = signal(false);
  listenForFiles(window, {
    onOver(isOver) {
      isFileOver.value = isOver;
    },
    onFiles(files) {
      location.hash = 'data';
      void import('./models/import-model.ts').then(({ ImportModel }) => options.modelOf(ImportModel).take(files));
    },
  });
  const openShortcutsPage = () => void browser.tabs.create({ url: 'chrome://extensions/shortcuts' });
  render(
    <OptionsPage
      options={options}
      hash={hash}
      isFileOver={isFileOver}
      copyText={copyText}
      openShortcutsPage={openShortcutsPage}
      openRecovery={openRecovery}
      isMac={isMac}
    />,
    place,
  );
}
