import type { SqlDatabase } from '../sql-database.ts';
import { atOnce, counted, type Finding, firstOf, RESTORE, type StoreCheck } from './check.ts';

/**
 * Places count from 1: 0 means "before the first" wherever a branch or a page begins. A gap is told and is no fault, since it
 * shows no loss: the next message comes after the highest place whatever is below, and older programs and imports leave gaps.
 * Nothing is numbered anew: snapshots and branches refer to places.
 */
export const places: StoreCheck = {
  name: 'places',
  step: 'checking the order of messages',
  examine: (db) => atOnce(() => examine(db)),
};

function examine(db: SqlDatabase): Finding {
  const below = db
    .all<{ id: string }>('SELECT id FROM messages WHERE sequence < 1 ORDER BY session_id, sequence LIMIT 100')
    .map(({ id }) => id);
  if (below.length > 0) {
    return {
      ok: false,
      detail: `messages stand at places below 1, where none is looked for: ${firstOf(below)}`,
      cure: RESTORE,
    };
  }
  const gaps = db.get<{ count: number }>(
    `SELECT count(*) AS count FROM (
       SELECT 1 FROM messages GROUP BY session_id HAVING min(sequence) > 1 OR max(sequence) - min(sequence) + 1 <> count(*)
     )`,
  );
  if (!gaps?.count) return { ok: true, detail: 'messages are numbered from 1 without a gap' };
  const where = counted(gaps.count, 'session');
  return {
    ok: true,
    detail: `messages are numbered from 1; gaps in ${where}, as older programs and imports leave them`,
  };
}
