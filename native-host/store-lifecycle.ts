import { existsSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Timers } from '../lib/clock.ts';
import { AppError, type ErrorCode } from '../lib/protocol/errors.ts';
import type { Announce } from '../lib/protocol/notifications.ts';
import type { StoreInfo } from '../lib/protocol/shapes.ts';
import { describeStore, UNKNOWN_STORE } from '../lib/store/describe-store.ts';
import { migrate, readSchemaVersion, refuseNewer, SCHEMA_VERSION, write } from '../lib/store/migrate.ts';
import { createSearchIndex, hasSearchIndex, isSearchIndexComplete } from '../lib/store/search-index.ts';
import type { SqlDatabase } from '../lib/store/sql-database.ts';
import { ensureStoreId, getStoreFact } from '../lib/store/store-info.ts';
import { openDatabase, openReadOnly } from './database.ts';
import { refuseLost } from './heal/lost-store.ts';
import { refuseDamagedSchema } from './heal/schema-damage.ts';
import { lookAtStore } from './look-at-store.ts';
import { isUnfinished } from './migrate-store.ts';
import { areSame, type ReplacedStore, type StoreFiles, storeFiles } from './replaced-store.ts';
import { holdStore, isExchangeUnfinished, isStoreWanted } from './store-lock.ts';
import { watchForDamage } from './watch-for-damage.ts';

/** How often the host looks whether somebody wants the store alone, or no longer does. */
const LOOK_EVERY_MS = 500;

/**
 * The longest pause before a store that could not be opened is tried again; the first is `LOOK_EVERY_MS`, each later one
 * twice as long. Seldom enough for a migration that writes a copy until the disk is full; back within 5 s.
 */
const MAX_RETRY_MS = 4000;

/**
 * A store that was put right and is damaged again, at once, is not put right for ever: what damages it is still there, or
 * nothing can be found.
 */
const MAX_HEALINGS = 2;

/** What passes without this program's doing: then the store is opened without anybody's asking. */
const PASSING: readonly ErrorCode[] = ['busy', 'disk-full', 'read-only'];

export interface StoreLifecycleOptions {
  readonly path: string;
  /** The folder of the locks between processes. */
  readonly locks: string;
  readonly announce: Announce;
  readonly timers: Timers;
  readonly newId: () => string;
  /** Migrates the store in a process of its own, so that requests are answered meanwhile; rejects with why it could not. */
  readonly migrateElsewhere: (onProgress: (progress: number, step: string) => void) => Promise<void>;
  /**
   * Puts a damaged store right in a process of its own, so that requests are answered meanwhile; rejects with why it could
   * not. Without it, a damaged store stays as it is.
   */
  readonly healElsewhere?: (cause: string, onProgress: (progress: number, step: string) => void) => Promise<void>;
  /** The folder of the copies, by which an emptied store is told from a new one. */
  readonly backups?: string;
  /** Makes of what opening met the error that is told; by default it is told as it is. */
  readonly explain?: (met: unknown) => unknown;
  /** Called each time that the store has become usable. */
  readonly onReady: () => void;
  /**
   * Called, again and again, when another file or none stands where an open one was: what is committed now would be
   * acknowledged into a file that nobody opens again. The connection is not closed, since SQLite would then leave or remove
   * the log beside the file by its name, which may be the other file's: this process has to end at once.
   */
  readonly onReplaced: (store: ReplacedStore) => void;
}

/**
 * The store from the first look at its file until the process ends. It is given away while another process wants it alone,
 * and opened again by itself afterwards, or when a full disk or a missing permission was put right.
 */
export interface StoreLifecycle {
  /** Resolves when the store is open or cannot be. Never rejects: `db` throws the reason. */
  open(): Promise<void>;
  /** The open store. Throws `busy` while it opens, migrates or is given away, else what opening it met. */
  db(): SqlDatabase;
  /** Has a search index that was left behind filled beside this process; what is left when that fails is filled at the next start. */
  finishIndex(): void;
  isFinishingIndex(): boolean;
  /** The store was found damaged: it is closed soon, put right, and opened again, unless that did not help before. */
  onDamage(error: AppError): void;
  /** What `hello` tells. */
  info(): StoreInfo;
  close(): void;
}

type State =
  | { readonly name: 'opening' | 'migrating' | 'healing' }
  | { readonly name: 'ready' | 'replaced'; readonly db: SqlDatabase; readonly files: StoreFiles | undefined }
  | { readonly name: 'failed'; readonly error: AppError };

/** A store at `path`, not opened yet. */
export function createStoreLifecycle(options: StoreLifecycleOptions): StoreLifecycle {
  const { path, locks, announce, timers, newId, migrateElsewhere, healElsewhere, onReady, onReplaced } = options;
  const { backups = '', explain = (met: unknown) => met } = options;
  let state: State = { name: 'opening' };
  let letGo: (() => void) | undefined;
  let timer: unknown;
  let pauseMs = LOOK_EVERY_MS / 2;
  let isClosed = false;
  let healings = 0;
  let damage: AppError | undefined;
  let isFinishingIndex = false;

  async function open(): Promise<void> {
    try {
      await tryToOpen();
    } finally {
      lookLater();
    }
  }

  function lookLater(): void {
    if (isClosed) return;
    const isTryingAgain = state.name === 'failed' || state.name === 'replaced';
    pauseMs = isTryingAgain ? Math.min(pauseMs * 2, MAX_RETRY_MS) : LOOK_EVERY_MS;
    timer = timers.set(() => void look(), pauseMs);
  }

  async function look(): Promise<void> {
    lookForReplacement();
    if (state.name === 'ready' && isWanted()) giveAway(state.db);
    const isWaiting = state.name === 'opening' || (state.name === 'failed' && PASSING.includes(state.error.code));
    if (isWaiting) return open();
    lookLater();
  }

  async function tryToOpen(): Promise<void> {
    try {
      refuseUnusable(path);
      if (isExchangeUnfinished(locks) && !isStoreWanted(locks) && mayHeal()) return await heal(EXCHANGE_UNFINISHED);
      letGo = holdStore(locks);
      if (!letGo) return wait();
      refuseLost({ database: path, backups });
      if (needsMigration(path)) await migrateOld();
      if (isClosed) return;
      const db = watchForDamage(openCurrent(path, newId), { onDamage, onIndexReset: finishIndex });
      state = { name: 'ready', db, files: storeFiles(path) };
      announce('store/state', { state: 'ready', detail: null });
    } catch (cause) {
      letGo?.();
      const error = explain(asDamage(cause));
      if (error instanceof AppError && error.code === 'store-corrupt' && mayHeal()) return heal(error.message);
      fail(error);
      return;
    }
    onReady();
  }

  /** Not at once: whoever met it still uses the connection. */
  function onDamage(error: AppError): void {
    if (damage || !mayHeal()) return;
    damage = error;
    timers.set(() => void healOpen(), 0);
  }

  function finishIndex(): void {
    if (isFinishingIndex || isClosed || state.name !== 'ready' || isSearchIndexComplete(state.db)) return;
    isFinishingIndex = true;
    const end = () => {
      isFinishingIndex = false;
    };
    migrateElsewhere(() => {}).then(() => {
      end();
      // It may have been left behind again just when that process ended.
      finishIndex();
    }, end);
  }

  async function healOpen(): Promise<void> {
    const found = damage;
    damage = undefined;
    if (!found || isClosed || state.name !== 'ready') return;
    timers.clear(timer);
    try {
      closeUnchanged(state.db, path);
      letGo?.();
      await heal(found.message);
    } finally {
      lookLater();
    }
  }

  function mayHeal(): boolean {
    return healElsewhere !== undefined && healings < MAX_HEALINGS;
  }

  /** Then opens what is there. Nobody has the store open meanwhile. */
  async function heal(cause: string): Promise<void> {
    state = { name: 'healing' };
    announce('store/state', { state: 'opening', detail: BEING_HEALED });
    try {
      await healElsewhere?.(cause, (progress, step) =>
        announce('store/state', { state: 'opening', detail: `${BEING_HEALED} Now: ${step}.`, progress }),
      );
      healings++;
    } catch (error) {
      if (!(error instanceof AppError && PASSING.includes(error.code))) healings = MAX_HEALINGS;
      return fail(error);
    }
    if (!isClosed) await tryToOpen();
  }

  function wait(): void {
    if (state.name !== 'opening') announce('store/state', { state: 'opening', detail: GIVEN_AWAY });
    state = { name: 'opening' };
  }

  function fail(cause: unknown): void {
    if (isClosed) return;
    const error =
      cause instanceof AppError
        ? cause
        : new AppError('internal', "The store could not be opened. The host's log says why.", { cause });
    const isNews = state.name !== 'failed' || state.error.message !== error.message;
    state = { name: 'failed', error };
    if (isNews) announce('store/state', { state: 'failed', detail: error.message, code: error.code });
  }

  /** Every transaction is over: they are synchronous. */
  function giveAway(db: SqlDatabase): void {
    db.close();
    letGo?.();
    wait();
  }

  /** When it was replaced, nothing more is acknowledged from here on. */
  function lookForReplacement(): void {
    if (state.name === 'ready') {
      const now = storeFiles(path);
      if (now === undefined) return;
      if (state.files === undefined || areSame(state.files, now)) state = { ...state, files: now };
      else {
        state = { ...state, name: 'replaced' };
        announce('store/state', { state: 'failed', detail: REPLACED });
      }
    }
    if (state.name === 'replaced' && state.files) onReplaced({ db: state.db, path, files: state.files });
  }

  /** A folder that cannot be used says nothing of what others want. */
  function isWanted(): boolean {
    try {
      return isStoreWanted(locks);
    } catch {
      return false;
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
    if (state.name === 'replaced') throw new AppError('busy', REPLACED);
    if (state.name === 'healing') throw new AppError('busy', BEING_HEALED);
    throw new AppError('busy', state.name === 'migrating' ? BEING_MIGRATED : GIVEN_AWAY);
  }

  return {
    open,
    db,
    finishIndex,
    isFinishingIndex: () => isFinishingIndex,
    onDamage,
    info() {
      if (state.name === 'replaced') return { ...UNKNOWN_STORE, state: 'failed', path };
      if (state.name === 'healing') return { ...UNKNOWN_STORE, state: 'opening', path };
      if (state.name !== 'ready') return { ...UNKNOWN_STORE, state: state.name, path };
      try {
        return describeStore(state.db, { path, bytes: sizeOf(path) + sizeOf(`${path}-wal`) });
      } catch {
        // A handshake that failed would be tried for ever; each request tells what is wrong with the store.
        return { ...UNKNOWN_STORE, state: 'failed', path };
      }
    },
    close() {
      isClosed = true;
      timers.clear(timer);
      lookForReplacement();
      if (state.name === 'ready') state.db.close();
      letGo?.();
      state = { name: 'failed', error: new AppError('disconnected', 'The host is ending.') };
    },
  };
}

const REPLACED =
  'The store was moved or replaced while it was open. Holdfast saves a copy of it in “quarantine”, then goes on with what is there now.';
const BEING_MIGRATED = 'The store is being brought up to date. This goes on by itself in a moment.';
const BEING_HEALED =
  'The store is damaged. It is being put right: the newest backup is taken, and what can be read of what came after it.';
const EXCHANGE_UNFINISHED = 'The store was being put right when the process that did so ended.';
const GIVEN_AWAY = 'Another process works on the store. This goes on by itself in a moment.';

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

/**
 * What is asked of a store while it is opened is always the same. Where SQLite does not understand it, as for want of a table,
 * the store is not what it was; whoever puts it right looks closer.
 */
function asDamage(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && error.code === 'SQLITE_ERROR')) return error;
  return new AppError('store-corrupt', `The store is damaged: ${error.message}. Nothing was deleted.`, {
    cause: error,
  });
}

/**
 * Closes a damaged store without SQLite's taking its log into the file, as the last one to close does: the damaged bytes are
 * evidence. Somebody who only reads is the last one here.
 */
function closeUnchanged(db: SqlDatabase, path: string): void {
  let reader: SqlDatabase | undefined;
  try {
    reader = openReadOnly(path);
    reader.get('SELECT 1 FROM sqlite_schema');
  } catch {
    // Then the log may be taken in: nothing is lost by that.
  }
  try {
    db.close();
  } finally {
    reader?.close();
  }
}

/** Looks without writing: a newer store is refused with its bytes unchanged. */
function needsMigration(path: string): boolean {
  if (!existsSync(path)) return false;
  const { schemaVersion, isEmpty } = lookAtStore(path);
  refuseNewer(schemaVersion);
  if (isEmpty) return false;
  return schemaVersion < SCHEMA_VERSION || isUnfinished(path);
}

/** Opens a store of this version, or makes a new one: that takes milliseconds and has nothing to lose. */
function openCurrent(path: string, newId: () => string): SqlDatabase {
  const db = openDatabase(path);
  try {
    if (readSchemaVersion(db) < SCHEMA_VERSION) migrate(db);
    refuseDamagedSchema(db);
    if (!hasSearchIndex(db)) write(db, () => createSearchIndex(db));
    if (getStoreFact(db, 'id') === undefined) write(db, () => ensureStoreId(db, newId));
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
