import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordBalance } from '../../lib/store/balance-history.ts';
import { compareSnapshots } from '../../lib/store/compare-snapshots.ts';
import { setDraft } from '../../lib/store/drafts.ts';
import { listMessages } from '../../lib/store/messages.ts';
import { restoreSnapshot } from '../../lib/store/restore-snapshot.ts';
import { deleteSessionForever, requireSession, trashSession, updateSession } from '../../lib/store/sessions.ts';
import { listSnapshotMarks, MAX_MARKS } from '../../lib/store/snapshot-marks.ts';
import {
  createSnapshot,
  deleteSnapshot,
  listSnapshots,
  type NewSnapshot,
  readSnapshotState,
  requireSnapshot,
} from '../../lib/store/snapshots.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { allRows, assertSound } from '../support/assert-sound.ts';
import { addMessage, addSession, at, withCode } from './rows.ts';
import type { OpenStore } from './store-contract.ts';

const BRANCH = '11111111-1111-4111-8111-111111111111';

function add(db: SqlDatabase, id: string, changes: Partial<NewSnapshot> = {}) {
  return createSnapshot(db, {
    ...{ id, timestamp: at(1), sessionId: 's1', type: 'manual', trigger: { type: 'manual' }, starred: false },
    ...{ ui: { currentView: 'session', draft: '' } },
    ...changes,
  });
}

const textsOf = (db: SqlDatabase, sessionId: string) =>
  listMessages(db, { sessionId, limit: 200 }).messages.map(({ role, content }) => [role, content]);

export function timelineContract(openStore: OpenStore): void {
  describe('createSnapshot', () => {
    it('tells of the session, the work in it and the balance as they were', () => {
      const db = openStore();
      addSession(db, 's1');
      addMessage(db, 's1', 'm1', { promptTokens: 3, completionTokens: 4, cost: 0.5 });
      recordBalance(db, { timestamp: at(2), usd: 7, diem: null, source: 'balance' });
      recordBalance(db, { timestamp: at(1), usd: 9, diem: 1, source: 'reply' });
      expect(add(db, 'n1').summary).toEqual({
        ...{ title: 'Title of s1', messageCount: 1, draft: '', model: 'a model' },
        ...{ promptTokens: 3, completionTokens: 4, cost: 0.5, fileChanges: 0, proofs: 0 },
        balance: { timestamp: at(2), usd: 7, diem: null },
      });
    });

    it('counts what was done to files and proofs in the session', () => {
      const db = openStore();
      // As the store has them, or, where it has none, as it would.
      db.exec(`CREATE TABLE IF NOT EXISTS file_changes (id TEXT, session_id TEXT, path TEXT, status TEXT, patch TEXT, created_at TEXT);
        CREATE TABLE IF NOT EXISTS proofs (id TEXT, session_id TEXT, file TEXT, status TEXT, goals_json TEXT,
          diagnostics_json TEXT, created_at TEXT)`);
      for (const session of ['s1', 's2']) {
        addSession(db, session);
        db.run(
          `INSERT INTO file_changes (id, session_id, path, status, patch, created_at) VALUES (?, ?, 'a', 'modified', '', ?)`,
          [`f-${session}`, session, at(1)],
        );
      }
      add(db, 'n1');
      db.run(
        `INSERT INTO proofs (id, session_id, file, status, goals_json, diagnostics_json, created_at)
         VALUES ('p', 's1', 'A.lean', 'open', '[]', '[]', ?)`,
        [at(1)],
      );
      expect(add(db, 'n2').summary).toMatchObject({ fileChanges: 1, proofs: 1 });
      expect(compareSnapshots(db, { from: 'n1', to: 'n2' }).changes).toEqual([{ what: 'proofs', from: 0, to: 1 }]);
    });

    it('puts back what was deleted, with its moment and its place in the session', () => {
      const db = openStore();
      addSession(db, 's1');
      addMessage(db, 's1', 'm1');
      const before = [add(db, 'n1', { description: 'Before', starred: true }), readSnapshotState(db, 'n1')] as const;
      const [{ timestamp, summary }, { session }] = before;
      addMessage(db, 's1', 'm2');
      deleteSnapshot(db, 'n1');
      const was = { timestamp, summary, throughSequence: session?.throughSequence ?? null };
      add(db, 'n1', { timestamp: at(9), description: 'Before', starred: true, was });
      expect([requireSnapshot(db, 'n1'), readSnapshotState(db, 'n1')]).toEqual(before);
    });

    it('costs under 2 MB for 1,000 snapshots of a session with 1,000 messages', () => {
      const db = openStore();
      addSession(db, 's1');
      db.transaction(() => {
        for (let index = 0; index < 1000; index += 1) addMessage(db, 's1', `m${index}`, { content: 'x'.repeat(400) });
      });
      const pages = () =>
        db.get<{ bytes: number }>(
          `SELECT (page_count - freelist_count) * page_size AS bytes
           FROM pragma_page_count, pragma_freelist_count, pragma_page_size`,
        )?.bytes ?? 0;
      const before = pages();
      const ui = { currentView: 'session', sidebarCollapsed: false, draft: 'Half a thought. '.repeat(20) };
      db.transaction(() => {
        for (let index = 0; index < 1000; index += 1) add(db, `snapshot-${index}-of-the-session-that-is-long`, { ui });
      });
      expect(pages() - before).toBeGreaterThan(100_000);
      expect(pages() - before).toBeLessThan(2_000_000);
    });
  });

  describe('listSnapshotMarks', () => {
    it('gives moments and kinds, newest first, of what is asked for', () => {
      const db = openStore();
      addSession(db, 's1');
      add(db, 'a', { timestamp: at(5), starred: true });
      add(db, 'b', { timestamp: at(2), type: 'auto', sessionId: null });
      add(db, 'c', { timestamp: at(7), type: 'system' });
      db.run("UPDATE snapshots SET type = 'of later' WHERE id = 'a'");
      const [a, b, c] = [
        { id: 'a', timestamp: at(5), type: 'manual', starred: true },
        { id: 'b', timestamp: at(2), type: 'auto', starred: false },
        { id: 'c', timestamp: at(7), type: 'system', starred: false },
      ];
      expect(listSnapshotMarks(db, {})).toEqual({ marks: [c, a, b], isPartial: false });
      expect(listSnapshotMarks(db, { sessionId: 's1' }).marks).toEqual([c, a]);
      expect(listSnapshotMarks(db, { from: at(5), to: at(7) }).marks).toEqual([a]);
    });

    it('stops at the newest 10,000, and says so', () => {
      const db = openStore();
      db.run(
        `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
         INSERT INTO snapshots (id, timestamp, type, trigger, size_bytes, state_json, summary_json)
         SELECT printf('%06d', i), strftime('%Y-%m-%dT%H:%M:%fZ', 1769860800 + i, 'unixepoch'), 'auto', '{}', 2, '{}', '{}' FROM n`,
        [MAX_MARKS],
      );
      const { marks, isPartial } = listSnapshotMarks(db, {});
      expect([marks.length, marks[0]?.id, marks.at(-1)?.id, isPartial]).toEqual([MAX_MARKS, '010000', '000001', true]);
    });
  });

  describe('compareSnapshots', () => {
    it('tells what is different between two snapshots, and to now', () => {
      const db = openStore();
      addSession(db, 's1');
      addMessage(db, 's1', 'm1');
      add(db, 'n1', { ui: { currentView: 'session', draft: 'Half' } });
      addMessage(db, 's1', 'm2', { promptTokens: 10, completionTokens: 20, cost: 0.25 });
      updateSession(db, 's1', { model: 'another', title: 'Renamed' });
      recordBalance(db, { timestamp: at(2), usd: 7, diem: null, source: 'balance' });
      setDraft(db, { sessionId: 's1', content: 'Half a thought', updatedAt: at(2) });
      const changes = [
        { what: 'title', from: 'Title of s1', to: 'Renamed' },
        { what: 'model', from: 'a model', to: 'another' },
        { what: 'messages', from: 1, to: 2 },
        { what: 'promptTokens', from: 0, to: 10 },
        { what: 'completionTokens', from: 0, to: 20 },
        { what: 'cost', from: 0, to: 0.25 },
        { what: 'draft', from: 'Half', to: 'Half a thought' },
      ];
      expect(compareSnapshots(db, { from: 'n1', to: 'now' })).toEqual({ changes, isSameSession: true });
      add(db, 'n2', { ui: { currentView: 'usage', draft: 'Half a thought' } });
      expect(compareSnapshots(db, { from: 'n1', to: 'n2' })).toEqual({
        changes: [...changes, { what: 'view', from: 'session', to: 'usage' }],
        isSameSession: true,
      });
      const ui = { currentView: 'session', draft: '' };
      expect(compareSnapshots(db, { from: 'n2', to: 'now', ui }).changes).toEqual([
        { what: 'draft', from: 'Half a thought', to: '' },
        { what: 'view', from: 'usage', to: 'session' },
      ]);
    });

    it('says when the two are of different sessions, and that a session is gone', () => {
      const db = openStore();
      addSession(db, 's1', { title: 'Same' });
      addSession(db, 's2', { title: 'Same' });
      add(db, 'n1');
      add(db, 'n2', { sessionId: 's2' });
      expect(compareSnapshots(db, { from: 'n1', to: 'n2' })).toEqual({
        changes: [{ what: 'session', from: 's1', to: 's2' }],
        isSameSession: false,
      });
      db.run("DELETE FROM sessions WHERE id = 's1'");
      expect(compareSnapshots(db, { from: 'n1', to: 'now' }).changes).toEqual([
        { what: 'title', from: 'Same', to: null },
      ]);
      expect(() => compareSnapshots(db, { from: 'n1', to: 'none' })).toThrow(withCode('not-found'));
    });

    it('compares no more than both tell, and a draft beyond what a list shows of it', () => {
      const db = openStore();
      addSession(db, 's1');
      const long = 'x'.repeat(5_000_000);
      add(db, 'n1', { ui: { draft: `${long}a` } });
      add(db, 'n2', { ui: { draft: `${long}b` } });
      db.run(
        `INSERT INTO snapshots (id, timestamp, type, trigger, size_bytes, state_json, summary_json, session_id)
         VALUES ('n3', '${at(1)}', 'auto', 'x', 2, '{"a":1}', '{"cost":"much"}', 's1')`,
      );
      const start = 'x'.repeat(300);
      const differs = { changes: [{ what: 'draft', from: start, to: start }], isSameSession: true };
      expect(compareSnapshots(db, { from: 'n1', to: 'n2' })).toEqual(differs);
      add(db, 'n4', { ui: { draftLength: 5_000_001 } });
      expect(compareSnapshots(db, { from: 'n4', to: 'n2' }).changes).toEqual([]);
      expect(compareSnapshots(db, { from: 'n3', to: 'now' }).changes).toEqual([
        { what: 'title', from: null, to: 'Title of s1' },
      ]);
    });
  });

  describe('restoreSnapshot', () => {
    it('opens a branch as the session was, and leaves everything else alone', () => {
      const db = openStore();
      addSession(db, 's1');
      for (const id of ['m1', 'm2']) addMessage(db, 's1', id, { cost: 1 });
      const ui = { currentView: 'session', draft: 'Of then' };
      add(db, 'n1', { ui });
      addMessage(db, 's1', 'm3');
      const before = allRows(db);
      const { session, ui: told } = restoreSnapshot(db, { id: 'n1', branchId: BRANCH }, at(9));
      expect(told).toEqual(ui);
      expect(session).toMatchObject({
        ...{ id: BRANCH, parentSessionId: 's1', branchPoint: 2, messageCount: 2, cost: 0 },
        branchName: 'restored 2026-01-31 12:01',
      });
      expect(textsOf(db, BRANCH)).toEqual(textsOf(db, 's1').slice(0, 2));
      db.run('DELETE FROM sessions WHERE id = ?', [BRANCH]);
      expect(allRows(db)).toEqual(before);
    });

    it('takes the name that is given, and makes an id where none is', () => {
      const db = openStore();
      addSession(db, 's1');
      add(db, 'not a UUID');
      const { session } = restoreSnapshot(db, { id: 'not a UUID', branchName: 'Mine' }, at(9));
      expect([session?.branchName, session?.branchPoint, session?.id.length]).toEqual(['Mine', 0, 36]);
    });

    it('gives what there is where the session has fewer messages than then', () => {
      const db = openStore();
      addSession(db, 's1');
      for (const id of ['m1', 'm2', 'm3']) addMessage(db, 's1', id);
      add(db, 'n1');
      db.run("DELETE FROM messages WHERE id <> 'm1'");
      const { session } = restoreSnapshot(db, { id: 'n1', branchId: BRANCH }, at(9));
      expect([session?.branchPoint, session?.messageCount]).toEqual([1, 1]);
    });

    it('says that the session is gone or in the trash; the rest can still be read', () => {
      const db = openStore();
      addSession(db, 's1');
      add(db, 'n1');
      add(db, 'of none', { sessionId: null });
      expect(restoreSnapshot(db, { id: 'of none' }, at(9)).session).toBeNull();
      trashSession(db, 's1', at(2));
      const before = allRows(db);
      expect(() => restoreSnapshot(db, { id: 'n1' }, at(9))).toThrow(withCode('conflict'));
      expect(allRows(db)).toEqual(before);
      db.run("DELETE FROM sessions WHERE id = 's1'");
      expect(() => restoreSnapshot(db, { id: 'n1' }, at(9))).toThrow(withCode('not-found'));
      expect(readSnapshotState(db, 'n1').ui).toEqual({ currentView: 'session', draft: '' });
    });

    it('gives back any state, whatever happens after the snapshot; equal ones have no differences', () => {
      const message = fc.record({
        role: fc.constantFrom('user' as const, 'assistant' as const, 'tool' as const),
        content: fc.string({ unit: 'grapheme', maxLength: 20 }),
        cost: fc.option(fc.nat(9)),
      });
      const ui = fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue(), { maxKeys: 3 });
      fc.assert(
        fc.property(
          fc.record({
            before: fc.array(message, { maxLength: 4 }),
            after: fc.array(message, { maxLength: 4 }),
            ui,
            draft: fc.string({ unit: 'grapheme', maxLength: 500 }),
            isRenamed: fc.boolean(),
          }),
          ({ before, after, ui: rest, draft, isRenamed }) => {
            const db = openStore();
            const told = JSON.parse(JSON.stringify({ ...rest, draft })) as Record<string, unknown>;
            addSession(db, 's1');
            for (const [index, one] of before.entries()) addMessage(db, 's1', `b${index}`, one);
            const then = textsOf(db, 's1');
            add(db, 'n1', { ui: told });
            add(db, 'n2', { ui: told, timestamp: at(2), type: 'auto' });
            const nothing = { changes: [], isSameSession: true };
            expect(compareSnapshots(db, { from: 'n1', to: 'n2' })).toEqual(nothing);
            expect(compareSnapshots(db, { from: 'n1', to: 'now', ui: told })).toEqual(nothing);
            for (const [index, one] of after.entries()) addMessage(db, 's1', `a${index}`, one);
            if (isRenamed) updateSession(db, 's1', { title: 'Another' });
            const restored = restoreSnapshot(db, { id: 'n1', branchId: BRANCH }, at(9));
            expect(restored.ui).toEqual(told);
            expect(textsOf(db, BRANCH)).toEqual(then);
            expect(requireSession(db, 's1').messageCount).toBe(before.length + after.length);
            assertSound(db);
          },
        ),
        { numRuns: 25, seed: 37 },
      );
    });
  });

  it('a list of snapshots reads no more than it shows of states of 10 MB, of any kind, in any order', () => {
    const db = openStore();
    addSession(db, 's1');
    add(db, 'large', {
      timestamp: at(3),
      trigger: { type: 'of a later version', a: [1] },
      ui: { draft: 'x'.repeat(1e7) },
    });
    add(db, 'older', { timestamp: at(1) });
    const { snapshots } = listSnapshots(db, { limit: 9 });
    expect(snapshots.map(({ id, trigger }) => [id, trigger])).toEqual([
      ['large', { type: 'of a later version', a: [1] }],
      ['older', { type: 'manual' }],
    ]);
    expect(JSON.stringify(snapshots).length).toBeLessThan(2000);
    deleteSessionForever(db, 's1');
    expect(listSnapshots(db, { limit: 9 }).snapshots).toEqual([]);
  });
}
