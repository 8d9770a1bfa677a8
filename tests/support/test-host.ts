import { dirname } from 'node:path';
import { onTestFinished } from 'vitest';
import { type MakeReply, makeRepliesHere } from '../../lib/chat/make-reply.ts';
import { createModelLists } from '../../lib/chat/model-lists.ts';
import type { ProviderClient } from '../../lib/chat/provider.ts';
import { createReplies, type Replies, type RepliesOptions } from '../../lib/chat/replies.ts';
import { chatHandlers } from '../../lib/handlers/chat.ts';
import { createDispatch, type DispatchOptions } from '../../lib/handlers/dispatch.ts';
import { providerHandlers } from '../../lib/handlers/provider.ts';
import { retentionHandlers } from '../../lib/handlers/retention.ts';
import { storeHandlers } from '../../lib/handlers/store-handlers.ts';
import { AppError } from '../../lib/protocol/errors.ts';
import type { Announce } from '../../lib/protocol/notifications.ts';
import type { StoreInfo } from '../../lib/protocol/shapes.ts';
import { type Client, createClient } from '../../lib/rpc/client.ts';
import { createConnection } from '../../lib/rpc/connection.ts';
import { SCHEMA_VERSION } from '../../lib/store/migrate.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { helloHandlers } from '../../native-host/handlers/hello.ts';
import { maintenanceHandlers, runFor } from '../../native-host/handlers/maintenance.ts';
import { runJob } from '../../native-host/jobs.ts';
import type { RunMaintenance } from '../../native-host/maintenance-process.ts';
import { type DataPaths, dataPaths, ensureDataFolders } from '../../native-host/paths.ts';
import { createWorkplace } from '../../native-host/workplace.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { createFakeProvider, type FakeProvider } from './fake-provider.ts';
import { openStoreAt, temporaryStorePath } from './temporary-store.ts';

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

type OwnOptions = Pick<RepliesOptions, 'announce' | 'now' | 'timers' | 'claim'> & Partial<RepliesOptions>;

export interface HandlerOptions extends Omit<OwnOptions, 'db'>, Pick<DispatchOptions, 'report'> {
  readonly db: SqlDatabase;
  readonly provider: ProviderClient;
  /** The data folder; without one, nothing that is done in a process of its own can be asked for. */
  readonly paths?: DataPaths;
}

/** The real handlers on one store, as a host puts them together. */
export function wireHandlers({ report, paths = NO_PATHS, ...options }: HandlerOptions) {
  const run = maintainHere(paths, options.now);
  const access = { ...options, db: () => options.db };
  const replies = createReplies({
    make: makeRepliesHere(access),
    models: createModelLists(options.provider, options.timers),
    maxAtOnce: Number.POSITIVE_INFINITY,
    ...access,
  });
  const dispatch = createDispatch({
    handlers: {
      ...helloHandlers({ info: () => STORE_INFO }, '1.2.3'),
      ...storeHandlers(access),
      ...retentionHandlers({
        ...access,
        sweep: (request, context) => runFor(run, 'sweep', request, context),
        takesTestClock: true,
      }),
      ...maintenanceHandlers({ db: access.db, paths, now: options.now, run }),
      ...chatHandlers(access, replies),
      ...providerHandlers(access, replies, options.provider),
    },
    report,
  });
  return { dispatch, replies };
}

const NO_PATHS = dataPaths({ HOLDFAST_HOME: '/nowhere' }, process.platform, '/nowhere');

/** The data folder of a store that stands in a folder of its own. */
function pathsBeside(database: string): DataPaths {
  const home = dirname(database);
  const paths = { ...dataPaths({ HOLDFAST_HOME: home }, process.platform, home), database };
  ensureDataFolders(paths);
  return paths;
}

/** Maintenance in this process, by this clock. */
function maintainHere(paths: DataPaths, now: () => number): RunMaintenance {
  return (kind, params, { onProgress = () => {}, signal } = {}) => {
    const place = createWorkplace({ paths, onProgress, isCancelled: () => signal?.aborted === true });
    return runJob(kind, params, { ...place, now });
  };
}

const STORE_INFO: StoreInfo = {
  id: '99999999-9999-4999-8999-999999999999',
  state: 'ready',
  schemaVersion: SCHEMA_VERSION,
  path: null,
  bytes: 0,
  sqliteVersion: null,
  sessions: 0,
  messages: 0,
  lastSweepAt: null,
  lastVerifiedBackupAt: null,
};

/** As text, as between two processes, and in a turn of its own. */
function deliver(message: object, receive: (message: unknown) => void): void {
  const json = JSON.stringify(message);
  queueMicrotask(() => receive(JSON.parse(json)));
}

/** Makes a host the owner of a reply until the returned function is called; undefined: another one is. */
export function claimIn(claims: Set<string>, id: string): (() => void) | undefined {
  if (claims.has(id)) return undefined;
  claims.add(id);
  return () => void claims.delete(id);
}
