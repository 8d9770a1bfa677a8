import { existsSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '../lib/protocol/errors.ts';
import type { Announce } from '../lib/protocol/notifications.ts';
import type { StoreInfo } from '../lib/protocol/shapes.ts';
import { migrate, readSchemaVersion, refuseNewer, SCHEMA_VERSION, write } from '../lib/store/migrate.ts';
import type { SqlDatabase } from '../lib/store/sql-database.ts';
import { ensureStoreId, getStoreFact } from '../lib/store/store-info.ts';
import { openDatabase } from './database.ts';
import { lookAtStore } from './look-at-store.ts';

export interface StoreLifecycleOptions {
  readonly path: string;
  readonly announce: Announce;
  readonly newId: () => string;
  /** Migrates the store in a process of its own, so that requests are answered meanwhile; rejects with why it could not. */
  readonly migrateElsewhere: (onProgress: (progress: number, step: string) => void) => Promise<void>;
}

/** The store from the first look at its file until the process ends. */
export interface StoreLifecycle {
  /** Resolves when the store is open or cannot be. Never rejects: `db` throws the reason. */
  open(): Promise<void>;
  /** The open store. Throws `busy` while it opens or migrates, else what opening it met. */
  db(): SqlDatabase;
  /** What `hello` tells. */
  info(): StoreInfo;
  close(): void;
}

type State =
  | { readonly name: 'opening' | 'migrating' }
  | { readonly name: 'ready'; readonly db: SqlDatabase }
  | { readonly name: 'failed'; readonly error: AppError };

/** A store at `path`, not opened yet. */
export function createStoreLifecycle(options: StoreLifecycleOptions): StoreLifecycle {
  const { path, announce, newId, migrateElsewhere } = options;
  let state: State = { name: 'opening' };

  async function open(): Promise<void> {
    try {
      refuseUnusable(path);
      if (needsMigration(path)) await migrateOld();
      state = { name: 'ready', db: openCurrent(path, newId) };
      announce('store/state', { state: 'ready', detail: null });
    } catch (error) {
      const reason =
        error instanceof AppError
          ? error
          : new AppError('internal', "The store could not be opened. The host's log says why.", { cause: error });
      state = { name: 'failed', error: reason };
      announce('store/state', { state: 'failed', detail: reason.message });
    }
  }

  async function migrateOld(): Promise<void> {
    state = { name: 'migrating' };
    announce('store/state', { state: 'migrating', detail: null, progress: 0 });
    await migrateElsewhere((progress, step) => announce('store/state', { state: 'migrating', detail: step, progress }));
  }

  function db(): SqlDatabase {
    if (state.name === 'ready') return state.db;
    if (state.name === 'failed') throw state.error;
    throw new AppError('busy', 'The store is being brought up to date. This goes on by itself in a moment.');
  }

  return {
    open,
    db,
    info() {
      if (state.name !== 'ready') return { ...UNKNOWN, state: state.name, path };
      try {
        return describeStore(state.db, path);
      } catch {
        // A handshake that failed would be tried for ever; each request tells what is wrong with the store.
        return { ...UNKNOWN, state: 'failed', path };
      }
    },
    close() {
      if (state.name === 'ready') state.db.close();
      state = { name: 'failed', error: new AppError('disconnected', 'The host is ending.') };
    },
  };
}

/** What SQLite says of these names neither the thing nor what to do. */
function refuseUnusable(path: string): void {
  const folder = dirname(path);
  if (!look(folder)?.isDirectory()) {
    throw new AppError(
      'read-only',
      `The data folder ${folder} cannot be used. Check its permissions, or choose another.`,
    );
  }
  if (look(path)?.isFile() === false) {
    throw new AppError('read-only', `The store ${path} is not a file. Move away what is there.`);
  }
}

function look(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** Looks without writing: a newer store is refused with its bytes unchanged. */
function needsMigration(path: string): boolean {
  if (!existsSync(path)) return false;
  const { schemaVersion, isEmpty } = lookAtStore(path);
  refuseNewer(schemaVersion);
  return schemaVersion < SCHEMA_VERSION && !isEmpty;
}

/** Opens a store of this version, or makes a new one: that takes milliseconds and has nothing to lose. */
function openCurrent(path: string, newId: () => string): SqlDatabase {
  const db = openDatabase(path);
  try {
    if (readSchemaVersion(db) < SCHEMA_VERSION) migrate(db);
    if (getStoreFact(db, 'id') === undefined) write(db, () => ensureStoreId(db, newId));
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

const UNKNOWN: Omit<StoreInfo, 'state' | 'path'> = {
  id: null,
  schemaVersion: null,
  bytes: null,
  sqliteVersion: null,
  sessions: null,
  messages: null,
  lastSweepAt: null,
  lastVerifiedBackupAt: null,
};

function describeStore(db: SqlDatabase, path: string): StoreInfo {
  const counts = db.get<{ sessions: number; messages: number | null; version: string }>(
    'SELECT count(*) AS sessions, sum(message_count) AS messages, sqlite_version() AS version FROM sessions',
  );
  return {
    id: getStoreFact(db, 'id') ?? null,
    state: 'ready',
    schemaVersion: SCHEMA_VERSION,
    path,
    bytes: sizeOf(path) + sizeOf(`${path}-wal`),
    sqliteVersion: counts?.version ?? null,
    sessions: counts?.sessions ?? 0,
    messages: counts?.messages ?? 0,
    lastSweepAt: null,
    lastVerifiedBackupAt: getStoreFact(db, 'lastVerifiedBackupAt') ?? null,
  };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
