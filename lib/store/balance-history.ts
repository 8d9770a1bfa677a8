import type { BalancePoint } from '../protocol/shapes.ts';
import type { SqlDatabase } from './sql-database.ts';

/** Rows of a chart: more would say no more, and the answer stays one page. */
const MAX_POINTS = 10_000;

/** Adds what was seen of the balance. `source`: `balance` (asked for) or `reply` (told beside an answer). */
export function recordBalance(db: SqlDatabase, point: BalancePoint): void {
  db.run('INSERT INTO balance_history (timestamp, diem, usd, source) VALUES (?, ?, ?, ?)', [
    point.timestamp,
    point.diem,
    point.usd,
    point.source,
  ]);
}

/** What was seen from `from` up to and including `to`, oldest first; the newest 10,000. */
export function listBalanceHistory(db: SqlDatabase, from: string, to: string): BalancePoint[] {
  return db
    .all<BalancePoint>(
      `SELECT timestamp, diem, usd, source FROM balance_history WHERE timestamp >= ? AND timestamp <= ?
       ORDER BY timestamp DESC, id DESC LIMIT ?`,
      [from, to, MAX_POINTS],
    )
    .reverse();
}

/** What was seen of the balance last. Undefined: nothing was. */
export function lastBalance(db: SqlDatabase): Pick<BalancePoint, 'timestamp' | 'usd' | 'diem'> | undefined {
  return db.get('SELECT timestamp, usd, diem FROM balance_history ORDER BY timestamp DESC, id DESC LIMIT 1');
}
