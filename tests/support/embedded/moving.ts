import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { createOnlyRun } from '../../../entrypoints/background/embedded/only-run.ts';
import type { HostConnection } from '../../../entrypoints/background/host-connection.ts';
import { createMovingIn, type MovingInOptions } from '../../../entrypoints/background/moving-in.ts';
import { rememberPlace } from '../../../entrypoints/background/remembered-place.ts';
import type { Timers } from '../../../lib/clock.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { countRows, readRows } from '../../../lib/transfer/read-rows.ts';
import { TABLE_NAMES } from '../../../lib/transfer/tables.ts';
import type { HostProcess } from '../host-process.ts';
import type { TestHost } from '../test-host.ts';
import { openTestStore, type Places } from './places.ts';

const realTimers: Timers = {
  set: (callback, ms) => setTimeout(callback, ms),
  clear: (timer) => clearTimeout(timer as NodeJS.Timeout),
};

export type HostToMove = MovingInOptions['host'];

/** A host in this process as the background has it. */
export function asConnection({ dispatch }: Pick<TestHost, 'dispatch'>): HostToMove {
  return {
    request: (method, params, { signal, onProgress }) =>
      // As between two processes: as text.
      dispatch(method, JSON.parse(JSON.stringify(params)), { signal, progress: onProgress }),
    hold: () => () => {},
  };
}

/** A host in a process of its own as the background has it. */
export function asConnectionTo({ request }: Pick<HostProcess, 'request'>): HostToMove {
  return {
    request: (method, params, options) => request(method, params, { timeoutMs: 60_000, ...options }),
    hold: () => () => {},
  };
}

/** A worker with the store of these places, which was in the browser until now, and a way to this host. */
export async function startMover(
  places: Places,
  host: Pick<HostConnection, 'request' | 'hold'>,
  overrides: Partial<MovingInOptions> = {},
) {
  const { store } = await openTestStore(places);
  const place = rememberPlace(places.witness);
  let engine: 'native' | 'embedded' = 'embedded';
  const events: string[] = [];
  const moving = createMovingIn({
    ...{ store, host, timers: realTimers, newId: randomUUID, asOnlyRun: createOnlyRun().asOnlyRun },
    now: () => Date.UTC(2026, 10, 26, 12),
    changes: {
      async pause() {
        events.push('pause');
        return () => void events.push('resume');
      },
    },
    router: {
      engine: () => engine,
      async switchTo(next) {
        await place.write(next);
        engine = next.engine;
        events.push(engine);
      },
    },
    ...overrides,
  });
  const progress: { progress: number; step: string }[] = [];
  const stopping = new AbortController();
  const context = {
    signal: stopping.signal,
    progress: (value: unknown) => void progress.push(value as (typeof progress)[number]),
  };
  return {
    ...{ store, place, events, moving, progress, stopping },
    move: () => moving.move(context),
    preview: () => moving.preview(context),
  };
}

/** Every row that moves, each table's in the order of its JSON; of rows that each store numbers for itself, without the numbers. */
export function movedRows(db: SqlDatabase, tables = TABLE_NAMES): Record<string, string[]> {
  const isNumbered = (table: string) => ['analytics', 'balance_history', 'sweeps'].includes(table);
  return Object.fromEntries(
    tables.map((table) => {
      const rows = [...readRows(db, table)].flat().map((row) => (isNumbered(table) ? { ...row, id: null } : row));
      expect(rows.length).toBe(countRows(db, table));
      return [table, rows.map((row) => JSON.stringify(row)).sort()];
    }),
  );
}
