import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setDraft } from '../../../lib/store/drafts.ts';
import { write } from '../../../lib/store/migrate.ts';
import { createSearchIndex } from '../../../lib/store/search-index.ts';
import { createSnapshot } from '../../../lib/store/snapshots.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { addMessage, addSession, at } from '../../contract/rows.ts';
import { startTestHost, type TestHost, type TestHostOptions } from '../../support/test-host.ts';

/** A host on a store with a row of every kind, and the folder of its backups. */
export function startWithStore(options?: TestHostOptions): TestHost & { readonly folder: string } {
  const host = startTestHost(options);
  write(host.db, () => createSearchIndex(host.db));
  addSession(host.db, 'talk');
  addMessage(host.db, 'talk', 'question', { promptTokens: 3, cost: 0.25 });
  addMessage(host.db, 'talk', 'answer', { role: 'assistant', content: 'An answer', toolCalls: [{ a: 1 }] });
  addSession(host.db, 'other', { parentSessionId: 'talk', branchPoint: 1 });
  addMessage(host.db, 'other', 'half', { role: 'assistant', status: 'streaming', content: 'Half' });
  setDraft(host.db, { sessionId: 'talk', content: 'Not sent', updatedAt: at(1) });
  addRest(host.db);
  return { ...host, folder: join(host.path, '..', 'backups') };
}

/** The tables that no message fills. */
function addRest(db: SqlDatabase): void {
  createSnapshot(db, {
    id: 'snapshot',
    sessionId: 'talk',
    timestamp: at(1),
    type: 'manual',
    trigger: { type: 'manual' },
    starred: false,
    ui: { draft: 'Text' },
  });
  db.exec(`
    INSERT INTO file_changes VALUES ('change', 'talk', NULL, 'a.txt', NULL, 'created', 1, 0, '+a', '${at(1)}');
    INSERT INTO proofs VALUES ('proof', 'talk', NULL, 'A.lean', 1, NULL, 'open', '[]', '[]', '${at(1)}');
    INSERT INTO originals VALUES ('original', 'talk', 'opencode', '{}');
    INSERT INTO recordings VALUES ('recording', 'talk', 'Recording', '${at(1)}', 5, '[]', NULL, NULL);
    INSERT INTO analytics (timestamp, event_type, session_id) VALUES ('${at(1)}', 'opened', 'talk');
    INSERT INTO balance_history (timestamp, diem, usd, source) VALUES ('${at(1)}', 1, NULL, 'venice');
    INSERT INTO preferences VALUES ('profile', 'sidepanel.theme', '"dark"', '${at(1)}');
    INSERT INTO requests VALUES ('request', '${at(1)}');
    INSERT INTO sweeps (started_at, reason, outcome) VALUES ('${at(1)}', 'due', 'done');
  `);
}

/** Names of the files in a folder of backups. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder).sort();
}
