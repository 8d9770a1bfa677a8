import { describe, expect, it } from 'vitest';
import { AppError } from '../../../lib/protocol/errors.ts';
import { RpcError } from '../../../lib/rpc/rpc-error.ts';
import { setDraft } from '../../../lib/store/drafts.ts';
import { updateMessage } from '../../../lib/store/messages.ts';
import { appendEvents } from '../../../lib/store/recording-events.ts';
import { startRecording } from '../../../lib/store/recordings.ts';
import { getRetentionPolicy, setRetentionPolicy } from '../../../lib/store/retention.ts';
import { trashSession, updateSession } from '../../../lib/store/sessions.ts';
import { createSnapshot } from '../../../lib/store/snapshots.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { addMessage, addSession, at } from '../../contract/rows.ts';
import { assertSound } from '../../support/assert-sound.ts';
import { asConnection, type HostToMove, movedRows, startMover } from '../../support/embedded/moving.ts';
import { createPlaces } from '../../support/embedded/places.ts';
import { startTestHost, type TestHost } from '../../support/test-host.ts';

/** Something of everything that a store can hold. */
function addEverything(db: SqlDatabase): void {
  addSession(db, 'talk', { title: 'Talk' });
  addMessage(db, 'talk', 'q1', { content: 'Question \u0000 漢', promptTokens: 3, cost: 0.25 });
  addMessage(db, 'talk', 'a1', { role: 'assistant', content: 'Answer', toolCalls: [{ a: 1 }], completionTokens: 5 });
  addMessage(db, 'talk', 'a2', { role: 'assistant', content: 'Half an ans', status: 'interrupted' });
  addSession(db, 'branch', { title: 'Branch', parentSessionId: 'talk', branchPoint: 1 });
  addMessage(db, 'branch', 'b1', { content: 'Other question' });
  addSession(db, 'gone', { title: 'In the trash' });
  trashSession(db, 'gone', at(5));
  updateSession(db, 'branch', { isArchived: true });
  setDraft(db, { sessionId: 'talk', content: 'Not sent', updatedAt: at(1) });
  setDraft(db, { sessionId: null, content: 'Of no session', updatedAt: at(1) });
  const kept = { type: 'manual', trigger: { type: 'manual' }, starred: true, ui: {} } as const;
  createSnapshot(db, { ...kept, id: 'kept', sessionId: 'talk', timestamp: at(1) });
  db.exec(`INSERT INTO recordings VALUES ('recorded', 'talk', 'Recording', '${at(1)}', 5, '[]', NULL, NULL);
    INSERT INTO analytics (timestamp, event_type, cost) VALUES ('${at(1)}', 'reply', 0.5), ('${at(2)}', 'reply', 0.5);
    INSERT INTO balance_history (timestamp, usd, source) VALUES ('${at(1)}', 3, 'reply');
    INSERT INTO file_changes VALUES ('c1', 'talk', 'a1', 'a.txt', NULL, 'modified', 1, 0, '--- a', '${at(1)}');
    INSERT INTO proofs VALUES ('p1', 'talk', 'a1', 'A.lean', 4, NULL, 'open', '[]', '[]', '${at(1)}');
    INSERT INTO originals VALUES ('o1', 'talk', 'opencode', '{"a":1}');
    INSERT INTO sweeps (started_at, finished_at, reason, outcome) VALUES ('${at(1)}', '${at(2)}', 'daily', 'done');
    INSERT INTO preferences VALUES ('profile', 'sidepanel.theme', '"dark"', '${at(1)}')`);
  startRecording(db, { id: 'running', sessionId: 'talk', title: 'Runs', createdAt: at(1) });
  appendEvents(db, 'running', [{ ordinal: 0, atMs: 0, type: 'message', data: { text: 'a' } }]);
}

async function withStore(fill: (db: SqlDatabase) => void, host: HostToMove) {
  const places = createPlaces();
  const mover = await startMover(places, host);
  const db = mover.store.db();
  db.transaction(() => fill(db));
  return { ...mover, places, db };
}

describe('createMovingIn', () => {
  it('brings everything into an empty host, row for row, then goes on there and keeps what was in the browser', async () => {
    const host = startTestHost();
    const { move, db, place, events, progress, store } = await withStore(addEverything, asConnection(host));
    const before = movedRows(db);
    const result = await move();
    expect(result).toEqual({ sessions: 3, messages: 4, removedAfter: '2026-12-26T12:00:00.000Z' });
    expect(movedRows(host.db)).toEqual(before);
    assertSound(host.db);
    expect(events).toEqual(['pause', 'moved', 'resume']);
    expect(await place.read()).toEqual({
      engine: 'native',
      movedAt: '2026-11-26T12:00:00.000Z',
      removedAfter: '2026-12-26T12:00:00.000Z',
      kept: { sessions: 3, messages: 4, bytes: store.info().bytes },
    });
    expect(movedRows(db)).toEqual(before);
    expect(progress.map(({ progress: share }) => share)).toEqual(progress.map(({ progress: share }) => share).sort());
    expect([progress[0], progress.at(-1)]).toEqual([
      { progress: 0, step: 'sending' },
      { progress: 1, step: 'comparing' },
    ]);
  });
});
