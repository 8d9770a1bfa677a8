import { describe, expect, it } from 'vitest';
import { MAX_CONTENT_BYTES } from '../../lib/protocol/limits.ts';
import { setDraft } from '../../lib/store/drafts.ts';
import { listDrafts, listInterruptedReplies } from '../../lib/store/left-behind.ts';
import { deleteSessionForever, trashSession } from '../../lib/store/sessions.ts';
import {
  createSnapshot,
  deleteSnapshot,
  listSnapshots,
  type NewSnapshot,
  readSnapshotState,
  requireSnapshot,
  updateSnapshot,
} from '../../lib/store/snapshots.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { addMessage, addSession, at, withCode } from './rows.ts';
import type { OpenStore } from './store-contract.ts';

export function snapshotsContract(openStore: OpenStore): void {
  const add = (db: SqlDatabase, id: string, changes: Partial<NewSnapshot> = {}) =>
    createSnapshot(db, {
      ...{ id, timestamp: at(1), sessionId: null, type: 'system', trigger: { type: 'crash_expired' }, starred: false },
      ...{ ui: { currentView: 'session' } },
      ...changes,
    });

  describe('createSnapshot', () => {
    it('keeps what a panel told, and how far its session was then', () => {
      const db = openStore();
      addSession(db, 's1');
      for (const id of ['m1', 'm2']) addMessage(db, 's1', id);
      const ui = { currentView: 'session', draft: `Ä${'x'.repeat(400)}` };
      const made = add(db, 'n1', { sessionId: 's1', ui, trigger: { type: 'crash_discarded', panelId: 'p' } });
      addMessage(db, 's1', 'm3');
      const state = { ui, session: { sessionId: 's1', throughSequence: 2 } };
      expect(made).toEqual({
        ...{ id: 'n1', sessionId: 's1', timestamp: at(1), type: 'system', description: null, starred: false },
        trigger: { type: 'crash_discarded', panelId: 'p' },
        sizeBytes: JSON.stringify(state).length + 1,
        summary: {
          ...{ title: 'Title of s1', messageCount: 2, draft: ui.draft.slice(0, 300), model: 'a model' },
          ...{ promptTokens: 0, completionTokens: 0, cost: 0, fileChanges: 0, proofs: 0, balance: null },
        },
      });
      expect(requireSnapshot(db, 'n1')).toEqual(made);
      expect(readSnapshotState(db, 'n1')).toEqual(state);
    });

    it('refuses an id that is taken, and a state that is too large', () => {
      const db = openStore();
      add(db, 'n1');
      expect(() => add(db, 'n1')).toThrow(withCode('conflict'));
      expect(() => add(db, 'n2', { ui: { draft: 'x'.repeat(MAX_CONTENT_BYTES) } })).toThrow(withCode('too-large'));
      expect(listSnapshots(db, { limit: 9 }).snapshots.map(({ id }) => id)).toEqual(['n1']);
    });
  });

  it('createSnapshot keeps the state of a session that is gone, with the title that the panel knew', () => {
    const db = openStore();
    const ui = { draft: 'Half a thought', session: { id: 'gone', title: 'Lighthouses' } };
    expect(add(db, 'n1', { sessionId: 'gone', ui })).toMatchObject({
      ...{ sessionId: null, summary: { title: 'Lighthouses', messageCount: 0, draft: 'Half a thought' } },
    });
    expect(readSnapshotState(db, 'n1')).toEqual({ ui, session: null });
  });

  describe('listSnapshots', () => {
    it('goes page by page, newest first, and keeps to what is asked for', () => {
      const db = openStore();
      addSession(db, 's1');
      add(db, 'a', { timestamp: at(1) });
      add(db, 'b', { timestamp: at(2), sessionId: 's1', type: 'manual' });
      add(db, 'c', { timestamp: at(2) });
      add(db, 'd', { timestamp: at(3), sessionId: 's1' });
      const idsOf = (range: Partial<Parameters<typeof listSnapshots>[1]>) =>
        listSnapshots(db, { limit: 9, ...range }).snapshots.map(({ id }) => id);
      const first = listSnapshots(db, { limit: 2 });
      expect(first.snapshots.map(({ id }) => id)).toEqual(['d', 'c']);
      const next = listSnapshots(db, { limit: 2, cursor: first.nextCursor ?? '' });
      expect([next.snapshots.map(({ id }) => id), next.nextCursor]).toEqual([['b', 'a'], null]);
      expect(idsOf({ sessionId: 's1' })).toEqual(['d', 'b']);
      expect(idsOf({ type: 'system' })).toEqual(['d', 'c', 'a']);
      expect(idsOf({ from: at(2), to: at(3) })).toEqual(['c', 'b']);
      expect(() => idsOf({ cursor: 'x' })).toThrow(withCode('invalid'));
    });

    it('reads what other programs wrote', () => {
      const db = openStore();
      db.run(
        `INSERT INTO snapshots (id, timestamp, type, trigger, size_bytes, state_json, summary_json)
         VALUES ('n1', '${at(1)}', 'crash', 'by hand', 2, '{"view":"x"}', '[]'), ('n2', '${at(0)}', 'auto', '{}', 2, 'x', '')`,
      );
      const rest = { sessionId: null, description: null, starred: false, sizeBytes: 2 };
      const summary = {
        ...{ title: null, messageCount: 0, draft: '', model: null, promptTokens: null, completionTokens: null },
        ...{ cost: null, fileChanges: null, proofs: null, balance: null },
      };
      expect(listSnapshots(db, { limit: 9 }).snapshots).toEqual([
        { ...rest, id: 'n1', timestamp: at(1), type: 'manual', trigger: { type: 'by hand' }, summary },
        { ...rest, id: 'n2', timestamp: at(0), type: 'auto', trigger: { type: 'unknown' }, summary },
      ]);
      expect(readSnapshotState(db, 'n1')).toEqual({ ui: { view: 'x' }, session: null });
      expect(() => readSnapshotState(db, 'n2')).toThrow(withCode('store-corrupt'));
    });
  });

  it('updateSnapshot changes what is given, deleteSnapshot removes once', () => {
    const db = openStore();
    add(db, 'n1', { description: 'Before' });
    expect(updateSnapshot(db, 'n1', { starred: true })).toMatchObject({ starred: true, description: 'Before' });
    expect(updateSnapshot(db, 'n1', { description: null })).toMatchObject({ starred: true, description: null });
    deleteSnapshot(db, 'n1');
    deleteSnapshot(db, 'n1');
    expect(() => updateSnapshot(db, 'n1', {})).toThrow(withCode('not-found'));
    expect(() => readSnapshotState(db, 'n1')).toThrow(withCode('not-found'));
  });

  it('a session that is deleted for ever takes its snapshots with it, and no others', () => {
    const db = openStore();
    for (const id of ['s1', 's2']) {
      addSession(db, id);
      add(db, `of ${id}`, { sessionId: id });
    }
    add(db, 'of none');
    deleteSessionForever(db, 's1');
    expect(listSnapshots(db, { limit: 9 }).snapshots.map(({ id }) => id)).toEqual(['of s2', 'of none']);
  });

  it('listDrafts gives texts that are not sent, newest first, but for sessions in the trash', () => {
    const db = openStore();
    for (const id of ['s1', 's2', 's3']) addSession(db, id);
    setDraft(db, { sessionId: 's1', content: 'é'.repeat(400), updatedAt: at(1) });
    setDraft(db, { sessionId: 's2', content: 'In the trash', updatedAt: at(2) });
    setDraft(db, { sessionId: 's3', content: ' \n\t', updatedAt: at(3) });
    setDraft(db, { sessionId: null, content: 'New', updatedAt: at(4) });
    trashSession(db, 's2', at(5));
    expect(listDrafts(db, 9)).toEqual([
      { sessionId: null, sessionTitle: null, start: 'New', length: 3, updatedAt: at(4) },
      { sessionId: 's1', sessionTitle: 'Title of s1', start: 'é'.repeat(300), length: 400, updatedAt: at(1) },
    ]);
    expect(listDrafts(db, 1)).toHaveLength(1);
  });

  it('listInterruptedReplies gives those at the end of a session that is not in the trash', () => {
    const db = openStore();
    const interrupted = { role: 'assistant', status: 'interrupted', content: 'Half' } as const;
    for (const id of ['s1', 's2', 's3', 's4']) addSession(db, id);
    addMessage(db, 's1', 'last', { ...interrupted, createdAt: at(1) });
    addMessage(db, 's2', 'not last', interrupted);
    addMessage(db, 's2', 'after');
    addMessage(db, 's3', 'in the trash', interrupted);
    addMessage(db, 's4', 'newer', { ...interrupted, content: '', createdAt: at(2) });
    trashSession(db, 's3', at(5));
    expect(listInterruptedReplies(db, 9)).toEqual([
      { id: 'newer', sessionId: 's4', sessionTitle: 'Title of s4', start: '', length: 0, createdAt: at(2) },
      { id: 'last', sessionId: 's1', sessionTitle: 'Title of s1', start: 'Half', length: 4, createdAt: at(1) },
    ]);
    expect(listInterruptedReplies(db, 1)).toHaveLength(1);
  });
}
