import { browser } from 'wxt/browser';
import { defineBackground } from 'wxt/utils/define-background';
import type { Timers } from '../../lib/clock.ts';
import { NATIVE_HOST_NAME } from '../../lib/protocol/limits.ts';
import { NOTIFICATION_SETTINGS } from '../sidepanel/share-notification-settings.ts';
import { createChangeQueue } from './change-queue.ts';
import { createHostConnection } from './host-connection.ts';
import { openJournal } from './journal.ts';
import { createNotifier } from './notifier.ts';
import { createPanelLog } from './panel-log.ts';
import { createPanelPorts } from './panel-ports.ts';
import { buttonTitle, createRecoveryCommand, OPEN_RECOVERY } from './recovery-command.ts';
import { rememberCredentials } from './remembered-credentials.ts';

/** Wakes the worker while changes wait. */
const ALARM = 'changes';

export default defineBackground({
  type: 'module',
  main() {
    const timers: Timers = {
      set: (callback, ms) => setTimeout(callback, ms),
      clear: (timer) => clearTimeout(timer as number),
    };
    const credentials = rememberCredentials(browser.storage.session);
    const host = createHostConnection({
      connectNative: () => browser.runtime.connectNative(NATIVE_HOST_NAME),
      lastError: () => browser.runtime.lastError?.message,
      timers,
      now: Date.now,
      version: browser.runtime.getManifest().version,
      credentials: credentials.list,
      onNotification(method, params) {
        pages.broadcast(method, params);
        void notifier.hear(method, params);
      },
      onState(state) {
        pages.broadcast('store/state', state);
        if (state.state === 'ready') changes.hurry();
      },
    });
    const journal = openJournal();
    const changes = createChangeQueue({
      host,
      journal,
      now: Date.now,
      timers,
      setAlarm: (isWanted) =>
        void (isWanted ? browser.alarms.create(ALARM, { periodInMinutes: 0.5 }) : browser.alarms.clear(ALARM)),
      onUnsentChanged: () => pages.broadcast('changed', { tables: ['unsent'], sessionIds: [] }),
    });
    const panelLog = createPanelLog({
      rows: journal.panels,
      now: Date.now,
      lockNames: async () => ((await navigator.locks.query()).held ?? []).map(({ name = '' }) => name),
      onChanged: () => pages.broadcast('changed', { tables: ['panels'], sessionIds: [] }),
      onWaiting: (count) => void browser.action.setBadgeText({ text: count === 0 ? '' : String(count) }),
    });
    const pages = createPanelPorts({
      host,
      changes,
      extensionId: browser.runtime.id,
      timers,
      rememberCredentials: credentials.remember,
      panelLog,
      onPanel: (panel) => recovery.panelOpened(panel),
      onNotification(method, params) {
        if (method === 'page/open-recovery') recovery.show((params as { windowId?: number }).windowId);
        else if (method === 'page/recovery-available') void browser.action.setTitle({ title: buttonTitle(params) });
        else void notifier.hear(method, params);
      },
    });
    const recovery = createRecoveryCommand({
      openPanel: (windowId) => browser.sidePanel.open({ windowId }),
      panels: pages.panels,
      now: Date.now,
    });
    browser.commands.onCommand.addListener((command, tab) => {
      if (command === OPEN_RECOVERY) recovery.pressed(tab?.windowId);
    });
    // An update that waited for the browser's next start says nothing of how the last run ended.
    let isBrowserStart = false;
    browser.runtime.onStartup.addListener(() => {
      isBrowserStart = true;
    });
    browser.runtime.onInstalled.addListener(({ reason, previousVersion }) => {
      const isUpdate = reason === 'update' && previousVersion !== browser.runtime.getManifest().version;
      if (isUpdate) void panelLog.updated(() => !isBrowserStart);
    });
    // A journal that cannot be read costs the mark on the button.
    panelLog.look().catch(() => {});
    const notifier = createNotifier({
      notifications: () => browser.notifications,
      settings: async () => (await browser.storage.local.get(NOTIFICATION_SETTINGS))[NOTIFICATION_SETTINGS],
      isPanelVisible: pages.isVisible,
      frontWindowId: async () => (await browser.windows.getLastFocused()).id,
      openPanel: (windowId) => browser.sidePanel.open({ windowId }),
    });
    const listenForClicks = () => browser.notifications?.onClicked.addListener(onClicked);
    const onClicked = (id: string) => void notifier.clicked(id);
    listenForClicks();
    browser.permissions.onAdded.addListener(listenForClicks);
    // Waking is all it has to do: a worker that starts sends what its journal holds.
    for (const wakes of [browser.alarms.onAlarm, browser.runtime.onStartup, browser.runtime.onInstalled]) {
      wakes.addListener(() => changes.hurry());
    }
    browser.runtime.onConnect.addListener((port) => pages.accept(port));
    void browser.sidePanel.setPanelBehavior({ openPanelOnActionClick: true });
  },
});
