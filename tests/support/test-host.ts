import { dirname } from 'node:path';
import { onTestFinished } from 'vitest';
import type { MakeReply } from '../../lib/chat/make-reply.ts';
import type { Replies } from '../../lib/chat/replies.ts';
import type { createDispatch } from '../../lib/handlers/dispatch.ts';
import { AppError } from '../../lib/protocol/errors.ts';
import type { Announce } from '../../lib/protocol/notifications.ts';
import { type Client, createClient } from '../../lib/rpc/client.ts';
import { createConnection } from '../../lib/rpc/connection.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { type DataPaths, dataPaths, ensureDataFolders } from '../../native-host/paths.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { createFakeProvider, type FakeProvider } from './fake-provider.ts';
import { openStoreAt, temporaryStorePath } from './temporary-store.ts';
import { claimIn, wireHandlers } from './wire-handlers.ts';

export interface TestHostOptions {
  /** Default: an empty store of its own. */
  readonly path?: string;
  /** Stands between the host and its store. */
  readonly wrap?: (db: SqlDatabase) => SqlDatabase;
  /** The replies that some process makes; hosts on one store share it. */
  readonly claims?: Set<string>;
  readonly clock?: FakeClock;
  /** Default: in this process. */
  readonly make?: MakeReply;
  /** Default: any number. */
  readonly maxAtOnce?: number;
}

/** A whole host in this process: real handlers on a real store, with a client joined to it in memory. */
export interface TestHost {
  readonly path: string;
  readonly db: SqlDatabase;
  readonly clock: FakeClock;
  readonly provider: FakeProvider;
  readonly replies: Replies;
  readonly client: Client;
  readonly dispatch: ReturnType<typeof createDispatch>;
  /** Sends parameters as they are; rejects with what crossed the wire. */
  request(method: string, params: unknown): Promise<unknown>;
  /** Everything the host said unasked, oldest first. */
  readonly said: { readonly name: string; readonly params: unknown }[];
  /** What was reported as unexpected. */
  readonly reported: unknown[];
}

export function startTestHost(options: TestHostOptions = {}): TestHost {
  const { path = temporaryStorePath(), wrap = (db) => db, claims = new Set(), clock = createFakeClock() } = options;
  const { make, maxAtOnce } = options;
  const provider = createFakeProvider();
  const said: { name: string; params: unknown }[] = [];
  const reported: unknown[] = [];
  const announce: Announce = (name, params) => {
    said.push({ name, params });
    host.notify(name, params);
  };
  const db = wrap(openStoreAt(path));
  const { now, timers } = clock;
  const { dispatch, replies } = wireHandlers({
    db,
    paths: pathsBeside(path),
    provider,
    announce,
    now,
    timers,
    claim: (replyId) => claimIn(claims, replyId),
    ...(make && { make }),
    ...(maxAtOnce !== undefined && { maxAtOnce }),
    report(error) {
      reported.push(error);
      return `ref ${reported.length}`;
    },
  });
  let receiveNotification = (_method: string, _params: unknown): void => {};
  const host = createConnection({
    send: (message) => deliver(message, panel.receive),
    timers: clock.timers,
    onRequest: dispatch,
    onNotification: () => {},
  });
  const panel = createConnection({
    send: (message) => deliver(message, host.receive),
    // Nothing times out: the clock of these tests is moved by minutes.
    timers: { set: () => undefined, clear: () => {} },
    onRequest: () => Promise.reject(new Error('The panel answers nothing.')),
    onNotification: (method, params) => receiveNotification(method, params),
  });
  const joined = createClient({ connection: panel, newId: () => crypto.randomUUID() });
  receiveNotification = joined.receiveNotification;
  onTestFinished(() => host.close(new AppError('disconnected', 'The test is over.')));
  const request = (method: string, params: unknown) => panel.request(method, params as object, { timeoutMs: 1000 });
  return { path, db, clock, provider, replies, client: joined.client, dispatch, request, said, reported };
}

/** The data folder of a store that stands in a folder of its own. */
function pathsBeside(database: string): DataPaths {
  const home = dirname(database);
  const paths = { ...dataPaths({ HOLDFAST_HOME: home }, process.platform, home), database };
  ensureDataFolders(paths);
  return paths;
}

/** As text, as between two processes, and in a turn of its own. */
function deliver(message: object, receive: (message: unknown) => void): void {
  const json = JSON.stringify(message);
  queueMicrotask(() => receive(JSON.parse(json)));
}
