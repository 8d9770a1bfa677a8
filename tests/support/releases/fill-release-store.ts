import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { migrate, write } from '../../../lib/store/migrate.ts';
import { createSearchIndex } from '../../../lib/store/search-index.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { ensureStoreId } from '../../../lib/store/store-info.ts';
import { openDatabase } from '../../../native-host/database.ts';
import { importFile } from '../../../native-host/transfer/import-data.ts';
import { pathsAround, placeAt } from '../transfer-places.ts';
import { writeWorkSession } from '../work-session.ts';
import { fillBelongings } from './fill-belongings.ts';
import { fillConversations } from './fill-conversations.ts';
import { type Filling, idOf, openFilling } from './filling.ts';

const LONG_AGO = Date.UTC(2026, 6, 1, 9);
const LATELY = Date.UTC(2026, 9, 1, 9);

/**
 * Makes a store in an empty folder with rows of every kind in every state that matters, written by the same code and at the same
 * moments each time. Returns its path; nobody has it open.
 */
export async function fillReleaseStore(home: string): Promise<string> {
  const paths = pathsAround(join(home, 'holdfast.db'));
  const db = openDatabase(paths.database);
  try {
    migrate(db);
    write(db, () => {
      createSearchIndex(db);
      ensureStoreId(db, () => idOf('profile', 99));
    });
    const filling = openFilling(db, paths, LONG_AGO);
    await fillWhatWasSwept(filling);
    await importFile(writeWorkSession(home), 'skip', placeAt(paths));
    filling.clock.set(LATELY + 5 * DAY_MS);
    await fillConversations(filling);
    await fillBelongings(filling);
    takeLogIn(db);
  } finally {
    db.close();
  }
  rmSync(paths.locks, { recursive: true });
  return paths.database;
}

const DAY_MS = 24 * 3600 * 1000;

/** A quarter ago: a snapshot and a session that a sweep has removed since, and a starred snapshot that it has left. */
async function fillWhatWasSwept({ ask, clock }: Filling): Promise<void> {
  const [swept, kept] = [idOf('session', 60), idOf('session', 61)];
  for (const id of [swept, kept]) await ask('sessions/create', { id, title: `Of July, ${id.slice(-2)}`, model: 'old' });
  await ask('messages/append', {
    ...{ id: idOf('message', 60), sessionId: kept, role: 'user', content: 'What was said in July?' },
  });
  await ask('sessions/delete', { id: swept });
  for (const [index, starred] of [false, true].entries()) {
    await ask('snapshots/create', {
      ...{ id: idOf('snapshot', 60 + index), sessionId: kept, type: 'auto', trigger: { type: 'interval' } },
      ...{ starred, ui: { of: 'July' } },
    });
  }
  await ask('analytics/record', { eventType: 'click' });
  clock.set(LATELY);
  await ask('retention/sweep', { reason: 'person', now: new Date(LATELY).toISOString(), confirmClock: true });
}

/** The file alone is the store: what stays in the log beside it would be missed. */
function takeLogIn(db: SqlDatabase): void {
  db.get('PRAGMA wal_checkpoint(TRUNCATE)');
}
