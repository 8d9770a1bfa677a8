import { type Signal, signal } from '@preact/signals';
import { type ChangeQueue, createChangeQueue } from '../../entrypoints/background/change-queue.ts';
import type { JournalEntry } from '../../entrypoints/background/journal.ts';
import { createPanelLog } from '../../entrypoints/background/panel-log.ts';
import { createPanelPorts, type PanelPorts } from '../../entrypoints/background/panel-ports.ts';
import { openBackgroundConnection } from '../../entrypoints/sidepanel/background-connection.ts';
import { PanelModel } from '../../entrypoints/sidepanel/models/panel-model.ts';
import { RecoveryModel } from '../../entrypoints/sidepanel/models/recovery-model.ts';
import { createPreferences, type Preferences } from '../../lib/preferences/preferences.ts';
import { AppError } from '../../lib/protocol/errors.ts';
import { changeRow, forgottenRow, isForgotten, panelLockName, type UnreadRow } from '../../lib/recovery/panel-row.ts';
import { createClient } from '../../lib/rpc/client.ts';
import { fakeRuntime } from './extension-runtime.ts';
import { createFakeClock, type FakeClock, settle } from './fake-clock.ts';
import { createPortPair } from './fake-port.ts';
import { type MemoryStorage, memoryStorage } from './memory-storage.ts';
import { fakeServerPermissions } from './server-permissions.ts';
import { startTestHost, type TestHost } from './test-host.ts';

const EXTENSION_ID = 'bjjlfblfefnpdjmjfhinaoclhjjcpbod';
const SENDER = { id: EXTENSION_ID, url: `chrome-extension://${EXTENSION_ID}/sidepanel.html` };
const SERVER = 'http://server.example/v1';

/** A panel that is open. */
export interface SimulatedPanel {
  readonly panelId: string;
  readonly panel: PanelModel;
  readonly recovery: RecoveryModel;
  readonly preferences: Preferences;
  /** As with its button; the page may not come to say that it ends. */
  close(options?: { readonly isTold: boolean }): Promise<void>;
}

/**
 * A browser without a browser: real panels, the real background's queue and log, a real host on a real store; only ports,
 * disks, locks and the clock are made by hand.
 */
export interface SimulatedBrowser {
  readonly clock: FakeClock;
  readonly host: TestHost;
  readonly rows: Map<string, unknown>;
  /** Ids of the panels of which something is known. */
  known(): string[];
  readonly storage: MemoryStorage;
  /** From now on the journal cannot be read. */
  breakJournal(): void;
  /** How many crashed panels the button on the toolbar tells of. */
  waiting(): number;
  /** What the browser's storage has now is on the disk from here on. */
  flushStorage(): void;
  open(): Promise<SimulatedPanel>;
  /** The host can be asked, or not, or not yet. */
  setHost(isThere: boolean | 'starting'): Promise<void>;
  /** Every page and the worker are gone in mid-turn; `withStorage`: so is what the storage had not flushed. */
  crash(options: { readonly withStorage: boolean }): Promise<void>;
}

export async function startSimulatedBrowser(): Promise<SimulatedBrowser> {
  const clock = createFakeClock();
  const host = startTestHost({ clock });
  await host.request('credentials/set', { baseUrl: SERVER, apiKey: null });
  const storage = memoryStorage({
    'sidepanel.settings': { version: 1, defaultModel: 'm', provider: { baseUrl: SERVER } },
  });
  let flushed = new Map(storage.items);
  const rows = new Map<string, unknown>();
  const entries = new Map<number, JournalEntry>();
  const locks = new Set<string>();
  const open = new Set<{ die: () => void }>();
  let isHostThere: boolean | 'starting' = true;
  let isJournalBroken = false;
  let waiting = 0;
  let nextId = 0;
  /** UUIDs that count up. */
  const newId = () => `01890000-0000-7000-8000-${String(++nextId).padStart(12, '0')}`;
  let background = startBackground();
  for (const name of ['changed', 'chat/delta', 'chat/done', 'chat/failed'] as const) {
    host.client.on(name, (params) => {
      if (isHostThere === true) background.pages.broadcast(name, params);
    });
  }

  function startBackground(): { pages: PanelPorts; changes: ChangeQueue; isAlive: Signal<boolean> } {
    const isAlive = signal(true);
    const timers = timersWhile(isAlive);
    const hostConnection = {
      async request(method: string, params: object) {
        if (isHostThere !== true) throw new AppError('disconnected', 'The host is not there.');
        return host.request(method, params);
      },
      hold: () => () => {},
      state: stateOfHost,
    };
    const changes = createChangeQueue({
      ...{ host: hostConnection, now: clock.now, timers, setAlarm: () => {}, onUnsentChanged: () => {} },
      journal: {
        load: async () => [...entries.values()].toSorted((a, b) => a.order - b.order),
        async write(put, remove = []) {
          if (!isAlive.peek()) return;
          for (const { order } of remove) entries.delete(order);
          for (const entry of put) entries.set(entry.order, entry);
        },
      },
    });
    const panelLog = createPanelLog({
      now: clock.now,
      lockNames: async () => [...locks],
      onChanged: () => pages.broadcast('changed', { tables: ['panels'], sessionIds: [] }),
      onWaiting: (count) => {
        waiting = count;
      },
      rows: {
        async list() {
          if (isJournalBroken) throw new Error('The journal cannot be read.');
          return [...rows.values()];
        },
        async change(change, nowMs) {
          if (isAlive.peek()) rows.set(change.panelId, changeRow(rows.get(change.panelId) as UnreadRow, change, nowMs));
        },
        async forget(ids, nowMs) {
          if (!isAlive.peek()) return;
          for (const id of ids) rows.set(id, forgottenRow(id, nowMs));
        },
      },
    });
    const pages = createPanelPorts({
      ...{ host: hostConnection, changes, extensionId: EXTENSION_ID, timers, panelLog },
      place: async () => ({}),
      ...{ rememberCredentials: async () => {}, onNotification: () => {}, onPanel: () => {} },
    });
    changes.hurry();
    panelLog.look().catch(() => {});
    return { pages, changes, isAlive };
  }

  function stateOfHost() {
    if (isHostThere === 'starting') return { state: 'connecting', detail: null } as const;
    if (isHostThere) return { state: 'ready', detail: null } as const;
    return { state: 'disconnected', detail: 'exited' } as const;
  }

  /** Nothing of what is dead goes on. */
  function timersWhile(isAlive: Signal<boolean>) {
    return {
      set: (callback: () => void, ms: number) => clock.timers.set(() => isAlive.peek() && callback(), ms),
      clear: clock.timers.clear,
    };
  }

  async function openPanel(): Promise<SimulatedPanel> {
    const isAlive = signal(true);
    const timers = timersWhile(isAlive);
    const panelId = newId();
    locks.add(panelLockName(panelId));
    const [near, far] = createPortPair(SENDER);
    const preferences = createPreferences(storage);
    const { client, receiveNotification } = createClient({
      newId,
      connection: {
        request: (...call) => (isAlive.peek() ? connection.request(...call) : new Promise(() => {})),
      },
    });
    const env = { client, now: clock.now, timers, newId };
    const panel = new PanelModel({
      ...{ env, preferences, panelId, isWide: signal(false) },
      ...{
        profileId: async () => '01890000-0000-7000-8000-ffffffffffff',
        tellBackground: () => {},
        permissions: fakeServerPermissions(),
        runtime: fakeRuntime(),
      },
    });
    const connection = openBackgroundConnection({
      connect: () => far,
      timers,
      onNotification: (method, params) => isAlive.peek() && receiveNotification(method, params),
      // A port delivers later in a browser, at once here: the background listens only after this.
      greet: (to) => queueMicrotask(() => to.notify('page/panel', { panelId, windowId: 1 })),
    });
    background.pages.accept(near);
    panel.start(RecoveryModel);
    const recovery = panel.recovery.peek() as RecoveryModel;
    const page = {
      die() {
        isAlive.value = false;
        locks.delete(panelLockName(panelId));
        open.delete(page);
      },
    };
    open.add(page);
    await clock.advance(50);
    return {
      ...{ panelId, panel, recovery, preferences },
      async close({ isTold } = { isTold: true }) {
        if (isTold) {
          recovery.end();
          recovery.hide();
        }
        await settle();
        page.die();
        far.disconnect();
        panel[Symbol.dispose]();
        await settle();
      },
    };
  }

  return {
    ...{ clock, host, rows, storage },
    breakJournal() {
      isJournalBroken = true;
    },
    known: () => [...rows].filter(([, row]) => !isForgotten(row as UnreadRow)).map(([id]) => id),
    waiting: () => waiting,
    flushStorage() {
      flushed = new Map(storage.items);
    },
    open: openPanel,
    async setHost(isThere) {
      isHostThere = isThere;
      background.pages.broadcast('store/state', stateOfHost());
      if (isThere === true) background.changes.hurry();
      await settle();
    },
    async crash({ withStorage }) {
      background.isAlive.value = false;
      for (const page of [...open]) page.die();
      if (withStorage) {
        storage.items.clear();
        for (const [key, text] of flushed) storage.items.set(key, text);
      }
      await settle();
      background = startBackground();
      await settle();
    },
  };
}
