import { compareSearchIndex, isIndexDamage } from '../check-search-index.ts';
import { write } from '../migrate.ts';
import { fillSearchIndex, hasSearchIndex, isSearchIndexComplete, resetSearchIndex } from '../search-index.ts';
import type { SqlDatabase } from '../sql-database.ts';
import { type CheckSteps, counted, type Finding, REPAIR, type StoreCheck } from './check.ts';

/** The search index holds every term of every message that no longer grows, at its place, and nothing else. */
export const searchIndex: StoreCheck = {
  name: 'search index',
  step: 'comparing the search index',
  examine,
  *repair(db) {
    write(db, () => resetSearchIndex(db));
    for (;;) {
      const done = write(db, () => fillSearchIndex(db));
      if (done === undefined) return 'filled it anew from the messages';
      yield done;
    }
  },
};

function* examine(db: SqlDatabase): CheckSteps<Finding> {
  const wrong = (what: string) => ({ ok: false, detail: what, cure: REPAIR });
  if (!hasSearchIndex(db)) return wrong('there is none, so that nothing is found');
  if (!isSearchIndexComplete(db)) return wrong('it was not filled to its end, so that not everything is found');
  try {
    if (!(yield* compareSearchIndex(db))) return wrong('it does not hold what the messages say');
  } catch (error) {
    if (isIndexDamage(error)) return wrong('it is damaged; the messages are not');
    throw error;
  }
  const messages = db.get<{ count: number }>('SELECT count(*) AS count FROM messages')?.count ?? 0;
  return { ok: true, detail: `it holds what ${counted(messages, 'message says', 'messages say')}` };
}
