import type { SqlJsStatic } from 'sql.js';
import type { Timers } from '../../../lib/clock.ts';
import { AppError, type ErrorCode } from '../../../lib/protocol/errors.ts';
import type { Damage } from '../../../lib/protocol/keeping-shapes.ts';
import type { Announce } from '../../../lib/protocol/notifications.ts';
import type { StoreInfo } from '../../../lib/protocol/shapes.ts';
import { formatTimestamp } from '../../../lib/protocol/timestamp.ts';
import { databaseBytes, describeStore, UNKNOWN_STORE } from '../../../lib/store/describe-store.ts';
import { migrate, readSchemaVersion, refuseNewer, SCHEMA_VERSION, write } from '../../../lib/store/migrate.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { ensureStoreId, getStoreFact, setStoreFact } from '../../../lib/store/store-info.ts';
import { type EmbeddedDatabase, openEmbeddedDatabase } from './embedded-database.ts';
import { type FoundStore, findStore } from './find-store.ts';
import type { Digest, Keep } from './keep.ts';
import { sizeOfChange } from './logged-change.ts';
import { createStoreWriter, SHORT_LOG_BYTES, type StoreWriter } from './store-writer.ts';
import { type LocalStorage, readWitness, writeWitness } from './witness.ts';

/** A store that could not be opened is tried again; the last pause is for all later ones. */
const RETRY_AFTER_MS = [250, 500, 1000, 2000, 4000];

/** What passes without anybody's doing. */
const PASSING: readonly ErrorCode[] = ['busy', 'disk-full', 'read-only', 'internal'];

export interface EmbeddedStoreOptions {
  /** SQLite as WebAssembly, loaded when the store is opened. A new one each time: one that ran out of memory is of no more use. */
  readonly loadSqlite: () => Promise<SqlJsStatic>;
  /** Where the store is kept. */
  readonly first: Keep;
  /** The second copy. */
  readonly second: Keep;
  readonly witness: LocalStorage;
  readonly digest: Digest;
  /** Resolves when no other worker of the extension has the store, and none gets it until this one ends. */
  readonly lock: () => Promise<void>;
  readonly announce: Announce;
  readonly timers: Timers;
  readonly now: () => number;
  readonly newId: () => string;
  /** Called each time that the store becomes usable. */
  readonly onReady: () => void;
  /** Default: as of a database. */
  readonly maxBytes?: number;
  /** No image is made for a log that is shorter. Default 512 KiB. */
  readonly shortLogBytes?: number;
}

/** The store of a browser without a host: in memory, and on the disk as an image with the changes since. */
export interface EmbeddedStore {
  /** Resolves when the store is open or cannot be. Never rejects: `db` throws the reason. */
  open(): Promise<void>;
  /** The open store; another object each time that it was opened anew. Throws `busy` while it opens, else what opening it met. */
  db(): SqlDatabase;
  /** Resolves when the disk has everything that is committed now. Rejects with why it has not: then it is not committed any more either. */
  settled(): Promise<void>;
  /**
   * Runs `work` in one transaction and keeps the database as a whole afterwards: for what is too much, or of the wrong kind, for a
   * log. Resolves when the disk has it. Errors: what `work` throws, and those of `settled`; nothing is changed then.
   */
  keepWhole<Result>(work: (db: SqlDatabase) => Result): Promise<Result>;
  /** Has no text on the disk any more that was removed: both images are made anew. Errors: those of `settled`. */
  forgetRemoved(): Promise<void>;
  /** The database as a file, with everything that is committed. Throws as `db`. */
  image(): Uint8Array;
  /** Another version of the extension has the store open: told until it lets go. */
  tellBlocked(): void;
  /** What `hello` tells. */
  info(): StoreInfo;
  /** Whether both places have everything. */
  places(): { readonly isFirst: boolean; readonly isSecond: boolean };
  /**
   * By which another database of the same SQLite is attached; the SQLite itself, and who hears when it broke while it did
   * something else. Throws as `db`.
   */
  engine(): { readonly sqlite: SqlJsStatic; readonly database: EmbeddedDatabase; readonly onBroken: () => void };
  /** Closes the store until it is opened again: whoever has it now is not here. What was committed must be settled. */
  letGo(): void;
  close(): void;
}

type State =
  | { readonly name: 'opening' }
  | {
      readonly name: 'ready';
      readonly sqlite: SqlJsStatic;
      readonly database: EmbeddedDatabase;
      readonly writer: StoreWriter;
    }
  | { readonly name: 'failed'; readonly error: AppError };

/** A store that is not opened yet. */
export function createEmbeddedStore(options: EmbeddedStoreOptions): EmbeddedStore {
  const { loadSqlite, first, second, witness, digest, lock, announce, timers, now, newId, onReady } = options;
  const { shortLogBytes = SHORT_LOG_BYTES } = options;
  let state: State = { name: 'opening' };
  let locked: Promise<void> | undefined;
  let opening: Promise<void> | undefined;
  let failedTries = 0;
  let timer: unknown;
  let isClosed = false;

  /** Whoever wants it open while it is being opened, or is, waits for the same. */
  function open(): Promise<void> {
    if (state.name === 'ready') return Promise.resolve();
    opening ??= openOnce().finally(() => {
      opening = undefined;
    });
    return opening;
  }

  async function openOnce(): Promise<void> {
    try {
      locked ??= lock();
      await locked;
      const seen = await readWitness(witness);
      const [sqlite, found] = await Promise.all([loadSqlite(), findStore(first, second, seen)]);
      if (isClosed) return;
      await start(sqlite, found, seen?.rows ?? 0);
    } catch (cause) {
      return fail(cause);
    }
    failedTries = 0;
    announce('store/state', { state: 'ready', detail: null });
    onReady();
  }

  async function start(sqlite: SqlJsStatic, found: FoundStore, rowsBefore: number): Promise<void> {
    let writer: StoreWriter | undefined;
    const { database, isNew } = openDatabase(sqlite, found, {
      newId,
      onChange: (change) => writer?.take(change),
      onBroken: () => reopenSoon(database),
      ...(options.maxBytes !== undefined && { maxBytes: options.maxBytes }),
    });
    const { loss, store } = found;
    if (loss) database.untold(() => noteLoss(database, { ...loss, rowsBefore }, formatTimestamp(now())));
    writer = createStoreWriter({
      ...{ database, first, second, digest, timers, shortLogBytes },
      storeId: requireStoreId(database),
      generation: found.nextGeneration,
      lastImage: store?.header,
      logBytes: (store?.log ?? []).reduce((sum, change) => sum + sizeOfChange(change), 0),
      isFirstUsable: found.isFirstUsable,
      isSecondWhole: found.isSecondWhole && !isNew && !loss,
      countRows: () => countRows(database),
      onKept: (header) => writeWitness(witness, header),
      onFailed: (error) => reopen(database, error),
    });
    // A new store, another schema, what the second copy had: none of it is in a log.
    try {
      if (isNew || loss) await writer.keepImage();
      else if (!found.isSecondWhole) writer.imageSoon();
    } catch (error) {
      database.close();
      throw error;
    }
    state = { name: 'ready', sqlite, database, writer };
  }

  /** Not at once: whoever met it still uses the database. */
  function reopenSoon(database: EmbeddedDatabase): void {
    timers.set(() => reopen(database, broken()), 0);
  }

  /** What is in memory is not what is on the disk: only the disk counts. */
  function reopen(database: EmbeddedDatabase, error: AppError): void {
    if (state.name !== 'ready' || state.database !== database) return;
    state.writer.stop();
    close(database);
    // Each request tells why; what can be read is there again in a moment.
    failWith(error, PASSING.includes(error.code) ? 'opening' : 'failed');
  }

  function fail(cause: unknown): void {
    if (!isClosed) failWith(asStoreError(cause), 'failed');
  }

  function failWith(error: AppError, told: 'opening' | 'failed'): void {
    state = { name: 'failed', error };
    announce('store/state', { state: told, detail: told === 'failed' ? error.message : null });
    if (!PASSING.includes(error.code)) return;
    const delayMs = RETRY_AFTER_MS[Math.min(failedTries++, RETRY_AFTER_MS.length - 1)] ?? 0;
    timers.clear(timer);
    timer = timers.set(() => void open(), delayMs);
  }

  function ready(): State & { name: 'ready' } {
    if (state.name === 'ready') return state;
    if (state.name === 'failed') throw state.error;
    throw new AppError('busy', 'Your conversations are being opened. This goes on by itself in a moment.');
  }

  async function keepWhole<Result>(work: (db: SqlDatabase) => Result): Promise<Result> {
    const { database, writer } = ready();
    const result = database.untold(() => write(database, () => work(database)));
    await writer.keepImage();
    return result;
  }

  return {
    open,
    db: () => ready().database,
    settled: async () => (state.name === 'ready' ? state.writer.settled() : undefined),
    keepWhole,
    async forgetRemoved() {
      const { writer } = ready();
      await writer.keepImage();
      await writer.keepImage();
    },
    image: () => ready().database.image(),
    tellBlocked() {
      if (state.name === 'opening') announce('store/state', { state: 'opening', detail: BLOCKED });
    },
    info() {
      if (state.name !== 'ready') return { ...UNKNOWN_STORE, state: state.name };
      try {
        return describeStore(state.database, { path: null, bytes: databaseBytes(state.database) });
      } catch {
        // A handshake that failed would be tried for ever; each request tells what is wrong with the store.
        return { ...UNKNOWN_STORE, state: 'failed' };
      }
    },
    places: () => (state.name === 'ready' ? state.writer.places() : { isFirst: false, isSecond: false }),
    engine() {
      const { sqlite, database } = ready();
      return { sqlite, database, onBroken: () => reopenSoon(database) };
    },
    letGo() {
      if (state.name !== 'ready') return;
      state.writer.stop();
      close(state.database);
      state = { name: 'opening' };
      announce('store/state', { state: 'opening', detail: null });
    },
    close() {
      isClosed = true;
      timers.clear(timer);
      if (state.name !== 'ready') return;
      state.writer.stop();
      state.database.close();
      state = { name: 'failed', error: new AppError('disconnected', 'The store is closed.') };
    },
  };
}

type OpenOptions = Pick<Parameters<typeof openEmbeddedDatabase>[0], 'onChange' | 'onBroken' | 'maxBytes'> & {
  readonly newId: () => string;
};

/** The database of a found store, or of a new one. `isNew`: it is not in any image as it is now. */
export function openDatabase(sqlite: SqlJsStatic, { store }: FoundStore, { newId, ...options }: OpenOptions) {
  const database = openEmbeddedDatabase({ sqlite, ...options, ...(store && { image: store.image }) });
  try {
    if (store) {
      database.startLog();
      for (const change of store.log) database.replay(change);
    }
    const version = readSchemaVersion(database);
    refuseNewer(version);
    const isNew = version < SCHEMA_VERSION;
    if (isNew) database.untold(() => migrate(database));
    if (!store) {
      write(database, () => ensureStoreId(database, newId));
      database.startLog();
    }
    return { database, isNew };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** One that is broken may not even close. */
function close(database: EmbeddedDatabase): void {
  try {
    database.close();
  } catch {
    // Its memory goes with it.
  }
}

function broken(): AppError {
  return new AppError('busy', 'The database in the browser’s memory failed. It is opened again from the disk.');
}

function requireStoreId(db: SqlDatabase): string {
  const id = getStoreFact(db, 'id');
  if (id === undefined) throw new AppError('store-corrupt', 'The store has no id.');
  return id;
}

/** So that the panel tells of it until a person has read it. */
function noteLoss(
  db: SqlDatabase,
  { cause, isRestored, rowsBefore }: { cause: string; isRestored: boolean; rowsBefore: number },
  at: string,
): void {
  const rows = countRows(db);
  const damage: Damage = {
    ...{ at, cause, quarantine: '', backup: rows > 0 ? SECOND_COPY : null },
    restored: rows,
    salvaged: 0,
    lost: isRestored ? 0 : Math.max(0, rowsBefore - rows),
  };
  write(db, () => setStoreFact(db, 'damage', damage));
}

const BLOCKED =
  'An earlier version of Holdfast still has your conversations open. Close its other windows; this goes on by itself then.';
const SECOND_COPY = 'the second copy in this browser';

function countRows(db: SqlDatabase): number {
  const sql = 'SELECT (SELECT count(*) FROM sessions) + (SELECT count(*) FROM messages) AS rows';
  return db.get<{ rows: number }>(sql)?.rows ?? 0;
}

/** SQLite's words for a store of a later version name the host, which is not there. */
function asStoreError(cause: unknown): AppError {
  if (!(cause instanceof AppError)) {
    return new AppError(
      'internal',
      'Your conversations could not be opened. Restart the browser; nothing was deleted.',
      { cause },
    );
  }
  if (cause.code !== 'store-newer-than-host') return cause;
  return new AppError(
    'store-newer-than-host',
    'Your conversations were saved by a newer Holdfast. Update the extension; nothing was changed.',
    { cause, details: cause.details },
  );
}
