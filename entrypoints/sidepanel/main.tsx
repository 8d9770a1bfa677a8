import { signal } from '@preact/signals';
import { render } from 'preact';
import { v7 as newId } from 'uuid';
import { browser } from 'wxt/browser';
import type { Timers } from '../../lib/clock.ts';
import { migratePreferences } from '../../lib/preferences/migrate-preferences.ts';
import { createPreferences } from '../../lib/preferences/preferences.ts';
import { createClient } from '../../lib/rpc/client.ts';
import type { RpcConnection } from '../../lib/rpc/connection.ts';
import '../../lib/ui/tokens.css';
import '../../lib/ui/controls.css';
import '../../lib/ui/markdown.css';
import { createActions } from './actions.ts';
import { openBackgroundConnection } from './background-connection.ts';
import { openDebugChannel, watchTraffic } from './debug-traffic.ts';
import { listenForKeys } from './listen-for-keys.ts';
import { PanelModel } from './models/panel-model.ts';
import { Panel } from './panel.tsx';
import { createProfileId } from './profile-id.ts';
import { shareNotificationSettings } from './share-notification-settings.ts';
import { preloadDialogs } from './views/dialogs.tsx';
import { wearAppearance } from './wear-appearance.ts';
import './composer.css';
import './dialogs.css';
import './panel.css';
import './shared-views.css';
import './conversation.css';
import './sessions.css';

const timers: Timers = {
  set: (callback, ms) => setTimeout(callback, ms),
  clear: (timer) => clearTimeout(timer as number),
};

const wideQuery = matchMedia('(min-width: 600px)');
const isWide = signal(wideQuery.matches);
wideQuery.addEventListener('change', () => {
  isWide.value = wideQuery.matches;
});

migratePreferences(localStorage);
const preferences = createPreferences(localStorage, (hear) => addEventListener('storage', ({ key }) => hear(key)));
const debugChannel = openDebugChannel();
const traffic = watchTraffic({
  ...{ page: 'panel', preferences, now: Date.now },
  tell: (entry) => debugChannel.postMessage(entry),
});
const { client, receiveNotification } = createClient({
  connection: { request: traffic.watchRequests((...call) => background.request(...call)) },
  newId,
});
const profileId = createProfileId({
  storage: browser.storage.local,
  alone: (action) => navigator.locks.request('holdfast.profile-id', action),
  newId,
});
const panel = new PanelModel({
  ...{ env: { client, now: Date.now, timers, newId }, preferences, isWide, profileId },
  tellBackground: (...told) => background.notify(...told),
});
wearAppearance(document.documentElement, panel.layout);

// Last, so that the models hear the first state.
const background = openBackgroundConnection({
  connect: () => browser.runtime.connect(),
  timers,
  onNotification(method, params) {
    traffic.noteNotification(method, params);
    receiveNotification(method, params);
  },
  greet: tellVisible,
});
document.addEventListener('visibilitychange', () => tellVisible(background));
shareNotificationSettings(preferences, browser.storage.local);

function tellVisible(connection: Pick<RpcConnection, 'notify'>): void {
  connection.notify('page/visible', { isVisible: document.visibilityState === 'visible' });
}

const place = document.getElementById('panel');
if (place) {
  const copyText = (text: string) => navigator.clipboard.writeText(text);
  const isMac = navigator.platform.startsWith('Mac');
  const openOptions = () => void browser.runtime.openOptionsPage();
  const actions = createActions(panel, copyText, openOptions);
  listenForKeys(window, {
    ...{ actions, isMac },
    bindings: () => panel.keys.bindings.peek(),
    isBlocked: () => panel.layout.dialog.peek() !== undefined,
  });
  render(
    <Panel
      panel={panel}
      isWide={isWide}
      copyText={copyText}
      openOptions={openOptions}
      actions={actions}
      isMac={isMac}
    />,
    place,
  );
  requestIdleCallback(preloadDialogs);
}
