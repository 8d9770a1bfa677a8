import type { DBSchema, IDBPObjectStore } from 'idb';
import type { ErrorCode } from '../../lib/protocol/errors.ts';
import {
  changeRow,
  FORGOTTEN_FOR_GOOD_MS,
  forgottenRow,
  isForgotten,
  type PanelRowChange,
  type UnreadRow,
} from '../../lib/recovery/panel-row.ts';
import { openOnDemand } from './open-database.ts';

const NAME = 'holdfast';
const VERSION = 2;

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
  panels: { key: string; value: UnreadRow };
}

/** What is on its way to the store, on disk: every promise resolves only when the disk has it. */
export interface Journal {
  /** Every change, in order. */
  load(): Promise<JournalEntry[]>;
  /** Writes entries and removes others, all or nothing. */
  write(put: readonly JournalEntry[], remove?: readonly JournalEntry[]): Promise<void>;
}

/** Where panels are, in the same place. Rows come as they are on the disk, whoever wrote them. */
export interface PanelRows {
  list(): Promise<unknown[]>;
  change(change: PanelRowChange, nowMs: number): Promise<void>;
  /** Leaves no more of them than that they are forgotten, and nothing of those that have been for a day. */
  forget(panelIds: readonly string[], nowMs: number): Promise<void>;
}

/** The journal in IndexedDB. `durability: 'strict'`: the browser's default lets the disk lag behind. */
export function openJournal(): Journal & { readonly panels: PanelRows } {
  const open = openOnDemand<Schema>({
    name: NAME,
    version: VERSION,
    upgrade(db, oldVersion) {
      if (oldVersion < 1) db.createObjectStore('changes', { keyPath: 'order' });
      if (oldVersion < 2) db.createObjectStore('panels', { keyPath: 'panelId' });
    },
  });

  /** Does what `work` does in a transaction that is all or nothing. */
  async function change<Name extends 'changes' | 'panels'>(
    name: Name,
    work: (store: ReadWriteStore<Name>) => Promise<void>,
  ): Promise<void> {
    const transaction = (await open()).transaction(name, 'readwrite', { durability: 'strict' });
    // Looked at below; until then a failure must not count as nobody's.
    transaction.done.catch(() => {});
    try {
      await work(transaction.store);
    } catch (error) {
      transaction.abort();
      throw error;
    }
    await transaction.done;
  }

  return {
    load: async () => (await open()).getAll('changes'),
    write: (put, remove = []) =>
      change('changes', async (store) => {
        for (const entry of remove) await store.delete(entry.order);
        for (const entry of put) await store.put(entry);
      }),
    panels: {
      list: async () => (await open()).getAll('panels'),
      change: (row, nowMs) =>
        change('panels', async (store) => void (await store.put(changeRow(await store.get(row.panelId), row, nowMs)))),
      forget: (panelIds, nowMs) =>
        change('panels', async (store) => {
          for (const id of panelIds) await store.put(forgottenRow(id, nowMs));
          for (const row of await store.getAll()) {
            const isOld = nowMs - (row.endedAt ?? nowMs) > FORGOTTEN_FOR_GOOD_MS;
            if (isForgotten(row) && isOld) await store.delete(row.panelId);
          }
        }),
    },
  };
}

type ReadWriteStore<Name extends 'changes' | 'panels'> = IDBPObjectStore<Schema, [Name], Name, 'readwrite'>;
