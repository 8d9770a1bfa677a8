import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { ErrorCode } from '../../lib/protocol/errors.ts';

const NAME = 'holdfast';
const VERSION = 1;

/** A change on its way to the store. */
export interface JournalEntry {
  /** Changes are sent in this order. */
  readonly order: number;
  readonly requestId: string;
  readonly method: string;
  /** As the page sent them, with `_meta`. */
  readonly params: Readonly<Record<string, unknown>>;
  /** When it was made, or last asked for again; ms since 1970. */
  readonly queuedAt: number;
  /** Why it is no longer sent by itself. */
  readonly unsent?: { readonly code: ErrorCode; readonly message: string };
}

interface Schema extends DBSchema {
  changes: { key: number; value: JournalEntry };
}

/** What is on its way to the store, on disk: every promise resolves only when the disk has it. */
export interface Journal {
  /** Everything, in order. */
  load(): Promise<JournalEntry[]>;
  /** Writes entries and removes others, all or nothing. */
  write(put: readonly JournalEntry[], remove?: readonly JournalEntry[]): Promise<void>;
}

/** The journal in IndexedDB. `durability: 'strict'`: the browser's default lets the disk lag behind. */
export function openJournal(): Journal {
  let database: Promise<IDBPDatabase<Schema>> | undefined;

  function open(): Promise<IDBPDatabase<Schema>> {
    database ??= openDB<Schema>(NAME, VERSION, {
      upgrade: (db) => void db.createObjectStore('changes', { keyPath: 'order' }),
      // Another version of the extension wants to change it: let go, and open anew with the next call.
      blocking: (_current, _blocked, event) => {
        (event.target as IDBDatabase).close();
        database = undefined;
      },
      terminated: () => {
        database = undefined;
      },
    });
    // A failure is not kept: the next call tries again.
    database.catch(() => {
      database = undefined;
    });
    return database;
  }

  return {
    load: async () => (await open()).getAll('changes'),
    async write(put, remove = []) {
      const transaction = (await open()).transaction('changes', 'readwrite', { durability: 'strict' });
      // Looked at below; until then a failure must not count as nobody's.
      transaction.done.catch(() => {});
      try {
        for (const entry of remove) await transaction.store.delete(entry.order);
        for (const entry of put) await transaction.store.put(entry);
      } catch (error) {
        transaction.abort();
        throw error;
      }
      await transaction.done;
    },
  };
}
