import { bytesToHex } from '@noble/hashes/utils.js';
import { onTestFinished } from 'vitest';
import {
  createEmbeddedStore,
  type EmbeddedStoreOptions,
} from '../../../entrypoints/background/embedded/embedded-store.ts';
import { openPrivateFolder } from '../../../entrypoints/background/embedded/folder.ts';
import { openFolderKeep } from '../../../entrypoints/background/embedded/folder-keep.ts';
import { openIndexedDbKeep } from '../../../entrypoints/background/embedded/indexed-db-keep.ts';
import type { Keep } from '../../../entrypoints/background/embedded/keep.ts';
import type { LocalStorage } from '../../../entrypoints/background/embedded/witness.ts';
import { createFakeTimers } from '../fake-timers.ts';
import { createMemoryFolder } from './memory-folder.ts';
import { loadSqlite } from './sqlite.ts';

let lastDatabase = 0;
let lastId = 0;

// In a browser it is the real one.
if (!('indexedDB' in globalThis)) await import('./fake-indexed-db.ts');

export async function digest(bytes: Uint8Array): Promise<string> {
  return bytesToHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)));
}

/** `storage.local` in memory. */
export function createLocalStorage(): LocalStorage & { readonly items: Map<string, unknown> } {
  const items = new Map<string, unknown>();
  return {
    items,
    get: async (key) => (items.has(key) ? { [key]: structuredClone(items.get(key)) } : {}),
    set: async (values) => {
      for (const [key, value] of Object.entries(values)) items.set(key, structuredClone(value));
    },
    remove: async (key) => void items.delete(key),
  };
}

/** The places of one browser profile, which outlive its workers. */
export function createPlaces() {
  const name = `store-${++lastDatabase}`;
  const folder = createMemoryFolder();
  const privateFolder = 'document' in globalThis && openPrivateFolder(() => navigator.storage.getDirectory(), name);
  const witness = createLocalStorage();
  onTestFinished(() => void indexedDB.deleteDatabase(name));
  return {
    name,
    folder,
    witness,
    first: () => openIndexedDbKeep({ digest, name, onBlocked: () => {} }),
    /** In a browser, a folder of the browser’s. */
    second: () => openFolderKeep(privateFolder || folder, digest),
  };
}
export type Places = ReturnType<typeof createPlaces>;

type Overrides = Partial<EmbeddedStoreOptions>;

/** What every worker's store in these places is opened with. */
export function storeOptionsOf(places: Places) {
  return {
    loadSqlite,
    first: places.first(),
    second: places.second(),
    witness: places.witness,
    digest,
    lock: async () => {},
  };
}

/** A worker's store in these places, not opened yet; closed at the end of the test. */
export function createTestStore(places: Places, overrides: Overrides = {}) {
  const states: string[] = [];
  const timers = createFakeTimers(1_769_860_800_000);
  const store = createEmbeddedStore({
    ...storeOptionsOf(places),
    announce: (name, params) =>
      void states.push(name === 'store/state' ? String((params as { state: string }).state) : name),
    timers,
    now: timers.now,
    newId: () => `00000000-0000-7000-8000-${String(++lastId).padStart(12, '0')}`,
    onReady: () => {},
    ...overrides,
  });
  onTestFinished(() => store.close());
  return { store, states, timers };
}

/** The same, opened. */
export async function openTestStore(places: Places, overrides: Overrides = {}) {
  const test = createTestStore(places, overrides);
  await test.store.open();
  return test;
}

/** A place of which one call after another can be made to fail, or never to end. */
export function troubled(keep: Keep) {
  let trouble: ((call: keyof Keep) => 'fails' | 'fails after' | 'hangs' | undefined) | undefined;
  let error: Error = new DOMException('no room', 'QuotaExceededError');

  function through<Call extends keyof Keep>(call: Call): Keep[Call] {
    const real = keep[call] as (...args: unknown[]) => Promise<unknown>;
    const wrapped = async (...args: unknown[]) => {
      const what = trouble?.(call);
      if (what === 'hangs') return new Promise(() => {});
      if (what === 'fails') throw error;
      const result = await real(...args);
      if (what === 'fails after') throw error;
      return result;
    };
    return wrapped as Keep[Call];
  }

  return {
    keep: {
      load: through('load'),
      keptTo: through('keptTo'),
      append: through('append'),
      putImage: through('putImage'),
      clear: through('clear'),
    } satisfies Keep,
    /** Undefined: all goes well again. */
    trouble(next: typeof trouble, with_: Error = error) {
      trouble = next;
      error = with_;
    },
  };
}
