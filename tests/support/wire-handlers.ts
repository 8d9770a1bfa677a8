import { makeRepliesHere } from '../../lib/chat/make-reply.ts';
import { createModelLists } from '../../lib/chat/model-lists.ts';
import type { ProviderClient } from '../../lib/chat/provider.ts';
import { createReplies, type RepliesOptions } from '../../lib/chat/replies.ts';
import { chatHandlers } from '../../lib/handlers/chat.ts';
import { createDispatch, type DispatchOptions } from '../../lib/handlers/dispatch.ts';
import { providerHandlers } from '../../lib/handlers/provider.ts';
import { retentionHandlers } from '../../lib/handlers/retention.ts';
import { storeHandlers } from '../../lib/handlers/store-handlers.ts';
import type { StoreInfo } from '../../lib/protocol/shapes.ts';
import { SCHEMA_VERSION } from '../../lib/store/migrate.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { helloHandlers } from '../../native-host/handlers/hello.ts';
import { maintenanceHandlers, runFor } from '../../native-host/handlers/maintenance.ts';
import { runJob } from '../../native-host/jobs.ts';
import type { RunMaintenance } from '../../native-host/maintenance-process.ts';
import { type DataPaths, dataPaths } from '../../native-host/paths.ts';
import { createWorkplace } from '../../native-host/workplace.ts';
import { builtProgram } from './built-program.ts';

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

/** Maintenance in this process, by this clock. */
function maintainHere(paths: DataPaths, now: () => number): RunMaintenance {
  return (kind, params, { onProgress = () => {}, signal } = {}) => {
    const [isCancelled, storeReader] = [() => signal?.aborted === true, builtProgram('store-reader')];
    return runJob(kind, params, { ...createWorkplace({ paths, onProgress, isCancelled, storeReader }), now });
  };
}

/** Of a store that is open. */
export const STORE_INFO: StoreInfo = {
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

/** Makes a host the owner of a reply until the returned function is called; undefined: another one is. */
export function claimIn(claims: Set<string>, id: string): (() => void) | undefined {
  if (claims.has(id)) return undefined;
  claims.add(id);
  return () => void claims.delete(id);
}
