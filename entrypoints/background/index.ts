import { v7 as newId } from 'uuid';
import { browser } from 'wxt/browser';
import { defineBackground } from 'wxt/utils/define-background';
import type { Timers } from '../../lib/clock.ts';
import { NATIVE_HOST_NAME } from '../../lib/protocol/limits.ts';
import { NOTIFICATION_SETTINGS } from '../sidepanel/share-notification-settings.ts';
import { browserStorage } from './browser-storage.ts';
import { createChangeQueue } from './change-queue.ts';
import { openEmbeddedEngine, openKeptStore } from './embedded-engine.ts';
import { createHostConnection } from './host-connection.ts';
import { rememberFailures } from './host-failures.ts';
import { createHostSearch } from './host-search.ts';
import { openJournal } from './journal.ts';
import { movingHandlers } from './moving-handlers.ts';
import { createMovingIn, type MovingIn } from './moving-in.ts';
import { createNotifier } from './notifier.ts';
import { createPanelLog } from './panel-log.ts';
import { createPanelPorts } from './panel-ports.ts';
import { createPlaceDispatch } from './place-dispatch.ts';
import { createPlaceHandlers } from './place-handlers.ts';
import { buttonTitle, createRecoveryCommand, OPEN_RECOVERY } from './recovery-command.ts';
import { rememberCredentials } from './remembered-credentials.ts';
import { rememberPlace } from './remembered-place.ts';
import { createStoreConnection } from './store-connection.ts';

/** Wakes the worker while changes wait. */
const ALARM = 'changes';

/** Looks every hour whether a sweep of a store in the browser is due. */
const SWEEP_ALARM = 'sweep';

export default defineBackground({
  type: 'module',
  main() {
    const timers: Timers = {
      set: (callback, ms) => setTimeout(callback, ms),
      clear: (timer) => clearTimeout(timer as number),
    };
    const credentials = rememberCredentials(browser.storage.session);
    const failures = rememberFailures(browser.storage.session);
    const version = browser.runtime.getManifest().version;
    const connectNative = () => browser.runtime.connectNative(NATIVE_HOST_NAME);
    const lastError = () => browser.runtime.lastError?.message;
    const hear = (method: string, params: object) => {
      pages.broadcast(method, params);
      void notifier.hear(method, params);
    };
    const native = createHostConnection({
      ...{ connectNative, lastError, timers, version, now: Date.now },
      credentials: credentials.list,
      onNotification: hear,
      onState: (state) => store.hearState('native', state),
      onFailure: failures.keep,
    });
    const embedded = once(() =>
      openEmbeddedEngine({
        ...{ timers, version, credentials: credentials.list, tell: hear },
        onState: (state) => store.hearState('embedded', state),
        wakeHourly: () => void browser.alarms.create(SWEEP_ALARM, { periodInMinutes: 60 }),
      }),
    );
    const memory = rememberPlace(browser.storage.local);
    const store = createStoreConnection({
      place: memory,
      native,
      embedded: () => embedded().connection,
      timers,
      onState(state) {
        pages.broadcast('store/state', state);
        // A store in the browser lets requests wait until it is open; one that takes nothing is left alone for a while.
        if (state.state === 'ready' && state.engine === 'native') changes.hurry();
      },
      onSwitched() {
        // It may have been let go when it moved.
        if (store.engine() === 'embedded') void embedded().host.open();
        pages.broadcast('changed', { tables: null, sessionIds: null });
        changes.hurry();
      },
    });
    const kept = openKeptStore({
      place: memory,
      announce: (name, told) => pages.broadcast(name, told),
      timers,
      version,
    });
    // What fails now is tried again by the next worker.
    kept.removeWhenDue().catch(() => {});
    const placeChanged = () => pages.broadcast('changed', { tables: ['place'], sessionIds: [] });
    const place = createPlaceHandlers({
      ...{ store, kept, failures, nativeState: native.state, now: Date.now, storage: browserStorage },
      embeddedStore: () => embedded().host.opened(),
      findHost: createHostSearch({ connectNative, lastError, timers, version }),
      onChanged: placeChanged,
    });
    const moving = once(() =>
      createMovingIn({
        ...{ host: native, changes, router: store, timers, now: Date.now, newId },
        store: embedded().host.store,
        asOnlyRun: embedded().host.asOnlyRun,
      }),
    );
    const journal = openJournal();
    const changes = createChangeQueue({
      host: store,
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
      host: store,
      changes,
      extensionId: browser.runtime.id,
      timers,
      rememberCredentials: credentials.remember,
      panelLog,
      place: createPlaceDispatch({
        ...place.handlers,
        ...movingHandlers({ moving: whenOpen, kept, onChanged: placeChanged }),
      }),
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
    browser.alarms.onAlarm.addListener(({ name }) => {
      if (name === SWEEP_ALARM) void sweepEmbedded();
    });
    browser.runtime.onConnect.addListener((port) => {
      pages.accept(port);
      void place.lookSoon();
    });
    void browser.sidePanel.setPanelBehavior({ openPanelOnActionClick: true });

    async function whenOpen(): Promise<MovingIn> {
      await store.decided();
      if (store.engine() === 'embedded') await embedded().host.opened();
      return moving();
    }

    /** The host looks after its own store. */
    async function sweepEmbedded(): Promise<void> {
      if ((await store.remembered())?.engine !== 'embedded') return void browser.alarms.clear(SWEEP_ALARM);
      const release = store.hold();
      await embedded().host.sweepIfDue();
      release();
    }
  },
});

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
