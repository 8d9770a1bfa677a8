import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../lib/protocol/errors.ts';
import { applyOnce } from '../../lib/store/requests.ts';
import { searchMessages } from '../../lib/store/search.ts';
import { deleteSessionForever, listSessions } from '../../lib/store/sessions.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { anyCommand, type Command } from '../support/any-command.ts';
import { allRows } from '../support/assert-sound.ts';
import { openEmbeddedTestDatabase } from '../support/embedded/test-database.ts';
import { openTemporaryStore } from '../support/temporary-store.ts';
import { at } from './rows.ts';

/** What a change gives, also when it is refused. */
function outcomeOf(db: SqlDatabase, command: Command, minutes: number): unknown {
  const now = at(minutes);
  const work = () => command(db, now);
  try {
    return applyOnce(db, { requestId: `r${minutes}`, now }, work, work);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { code: error.code, message: error.message };
  }
}

function clear(db: SqlDatabase): void {
  for (const { id } of db.all<{ id: string }>('SELECT id FROM sessions')) deleteSessionForever(db, id);
  db.exec('DELETE FROM drafts; DELETE FROM requests');
}

function readAll(db: SqlDatabase, word: string) {
  return {
    sessions: listSessions(db, { limit: 200, archived: false, deleted: false }),
    found: word === '' ? undefined : searchMessages(db, { query: word, limit: 200 }),
    rows: { ...allRows(db), store_info: allRows(db)['store_info']?.filter((row) => !isOfIndex(row)) },
  };
}

/** Only the host has a search index. */
function isOfIndex(row: unknown): boolean {
  return (row as { key: string }).key.startsWith('searchIndex');
}

describe('the engines of host and browser', () => {
  it('give the same for the same commands', { timeout: 120_000 }, () => {
    const stores = [openTemporaryStore(), openEmbeddedTestDatabase()] as const;
    fc.assert(
      fc.property(
        fc.array(anyCommand, { minLength: 3, maxLength: 20 }),
        fc.string({ unit: 'grapheme', maxLength: 2 }).map((word) => word.trim()),
        (commands, word) => {
          const [host, browser] = stores.map((db) => {
            clear(db);
            return {
              outcomes: commands.map((command, minutes) => outcomeOf(db, command, minutes)),
              ...readAll(db, word),
            };
          });
          expect(browser).toEqual(host);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
