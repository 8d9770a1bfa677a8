import type { RowCounts } from '../../lib/protocol/keeping-shapes.ts';
import type { Workplace } from '../workplace.ts';
import { createPace } from './pace.ts';

/** What an export has written so far. */
export interface Tally {
  readonly counts: RowCounts;
  /** To be awaited after rows are written: others get their turn, and a cancel is heard. */
  add(table: string, rows: number, bytes: number): Promise<void>;
}

/** `totalRows`: what is to be written in all. */
export function createTally(place: Pick<Workplace, 'pause' | 'onProgress'>, totalRows: number): Tally {
  const pace = createPace(place, 'writing');
  const counts: Record<string, number> = {};
  let done = 0;
  return {
    counts,
    async add(table, rows, bytes) {
      counts[table] = (counts[table] ?? 0) + rows;
      done += rows;
      await pace(rows, bytes, done / Math.max(totalRows, 1));
    },
  };
}
