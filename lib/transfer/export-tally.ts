import type { RowCounts } from '../protocol/keeping-shapes.ts';
import { createPace, type Progress } from './pace.ts';

/** What an export has written so far. */
export interface Tally {
  readonly counts: RowCounts;
  /** To be awaited after rows are written: others get their turn, and a cancel is heard. */
  add(table: string, rows: number, bytes: number): Promise<void>;
}

/** `totalRows`: what is to be written in all. */
export function createTally(progress: Progress, totalRows: number): Tally {
  const pace = createPace(progress, 'writing');
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
