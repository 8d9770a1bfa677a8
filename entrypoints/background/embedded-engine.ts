import initSqlJs from 'sql.js';
import sqliteUrl from 'sql.js/dist/sql-wasm-browser.wasm?url';
import { v7 as newId } from 'uuid';
import { browser } from 'wxt/browser';
import { createProviderClient } from '../../lib/chat/provider-client.ts';
import type { Timers } from '../../lib/clock.ts';
import type { NotificationParams } from '../../lib/protocol/notifications.ts';
import { tellOfPermissions } from './embedded/allowed-provider.ts';
import { createEmbeddedConnection, type EmbeddedConnection } from './embedded/embedded-connection.ts';
import { createEmbeddedHost, type EmbeddedHost } from './embedded/embedded-host.ts';
import { type Folder, openPrivateFolder } from './embedded/folder.ts';
import { openFolderKeep } from './embedded/folder-keep.ts';
import { openIndexedDbKeep } from './embedded/indexed-db-keep.ts';
import { embeddedTransferHandlers } from './embedded/transfer/transfer-handlers.ts';

/** The folder of the second copy, and the lock that one worker at a time has. */
const NAME = 'holdfast-store';

export interface EmbeddedEngineOptions {
  readonly timers: Timers;
  readonly version: string;
  readonly credentials: () => Promise<readonly object[]>;
  readonly tell: (method: string, params: object) => void;
  readonly onState: (state: NotificationParams<'store/state'>) => void;
  /** Has the worker woken now and then, for a sweep that may be due. */
  readonly wakeHourly: () => void;
}

/** The store in this browser profile, on the browser's own storage. Nothing is loaded or opened before it is needed. */
export function openEmbeddedEngine(options: EmbeddedEngineOptions): {
  readonly host: EmbeddedHost;
  readonly connection: EmbeddedConnection;
} {
  const { timers, version, credentials, tell, onState, wakeHourly } = options;
  const client = createProviderClient({
    fetch: (url, init) => fetch(url, init),
    now: Date.now,
    timers,
    random: Math.random,
  });
  const host = createEmbeddedHost({
    loadSqlite: () => initSqlJs({ locateFile: () => sqliteUrl }),
    first: openIndexedDbKeep({ digest: sha256, onBlocked: () => host.store.tellBlocked() }),
    second: openFolderKeep(openFolder(NAME), sha256),
    witness: browser.storage.local,
    digest: sha256,
    lock: holdLock,
    provider: tellOfPermissions(client, (origin) => browser.permissions.contains({ origins: [origin] })),
    ...{ timers, version, credentials, now: Date.now, newId },
    transferHandlers: (access) =>
      embeddedTransferHandlers({ ...access, ...{ openFolder, timers, version, now: Date.now } }),
    tell(name, params) {
      if (name !== 'store/state') return tell(name, params);
      connection.hearState(params as NotificationParams<'store/state'>);
      onState(params as NotificationParams<'store/state'>);
    },
    // biome-ignore lint/suspicious/noConsole: the only log that a worker has
    report: (error, what) => console.error(what, error),
  });
  const connection = createEmbeddedConnection({
    ...{ host, timers },
    stayAlive: () => void browser.runtime.getPlatformInfo(),
  });
  wakeHourly();
  return { host, connection };
}

/** In the browser's own storage. */
function openFolder(name: string): Folder {
  return openPrivateFolder(() => navigator.storage.getDirectory(), name);
}

/** Until this worker ends. */
function holdLock(): Promise<void> {
  return new Promise((resolve, reject) => {
    const held = navigator.locks.request(NAME, () => {
      resolve();
      return new Promise(() => {});
    });
    held.catch(reject);
  });
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return new Uint8Array(hash).toHex();
}
