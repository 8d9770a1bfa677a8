import { describe, expect, it } from 'vitest';
import { MAX_CONTENT_BYTES } from '../../lib/protocol/limits.ts';
import type { Proof } from '../../lib/protocol/work-shapes.ts';
import { branchSession } from '../../lib/store/branch.ts';
import { addFileChange, listFileChanges, type NewFileChange, requireFileChange } from '../../lib/store/file-changes.ts';
import { addProof, listProofs, requireProof } from '../../lib/store/proofs.ts';
import { purgeSession } from '../../lib/store/purge.ts';
import { previewSweep } from '../../lib/store/retention.ts';
import { trashSession } from '../../lib/store/sessions.ts';
import { createSnapshot } from '../../lib/store/snapshots.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { addMessage, addSession, at, withCode } from './rows.ts';
import type { OpenStore } from './store-contract.ts';

export const CHANGE: NewFileChange = {
  ...{ id: 'c1', sessionId: 's1', messageId: 'm1', path: 'src/a.ts', oldPath: null, status: 'modified' },
  ...{ additions: 2, deletions: 1, patch: '--- a\n+++ b\n', createdAt: at(1) },
};
export const PROOF: Proof = {
  ...{ id: 'p1', sessionId: 's1', messageId: 'm1', file: 'A.lean', line: 4, columnNumber: null, status: 'open' },
  ...{ goals: ['⊢ p'], diagnostics: [{ severity: 'error', message: 'unsolved goals' }], createdAt: at(1) },
};

const BRANCH = '00000000-0000-4000-8000-000000000001';

export function workContract(openStore: OpenStore): void {
  const openWithSession = (): SqlDatabase => {
    const db = openStore();
    addSession(db, 's1');
    addMessage(db, 's1', 'm1');
    return db;
  };
  const change = (db: SqlDatabase, id: string, changes: Partial<NewFileChange> = {}) =>
    addFileChange(db, { ...CHANGE, id, ...changes });
  const idsIn = (db: SqlDatabase, table: string) => db.all(`SELECT id FROM ${table}`).length;

  describe('addFileChange', () => {
    it('keeps what was done, also a patch that is no diff', () => {
      const db = openWithSession();
      expect(addFileChange(db, CHANGE)).toEqual(CHANGE);
      const odd = { ...CHANGE, id: 'c2', patch: 'Binary files differ \u0000', messageId: null };
      expect(addFileChange(db, odd)).toEqual(odd);
      expect(requireFileChange(db, 'c2')).toEqual(odd);
    });

    it('refuses an id that is taken, a session or message that is not there, and a patch that is too large', () => {
      const db = openWithSession();
      addSession(db, 's2');
      addSession(db, 's3');
      trashSession(db, 's3', at(2));
      change(db, 'c1');
      expect(() => change(db, 'c1')).toThrow(withCode('conflict'));
      expect(() => change(db, 'c2', { sessionId: 'none' })).toThrow(withCode('not-found'));
      expect(() => change(db, 'c2', { sessionId: 's3', messageId: null })).toThrow(withCode('conflict'));
      expect(() => change(db, 'c2', { sessionId: 's2' })).toThrow(withCode('not-found'));
      expect(() => change(db, 'c2', { patch: 'x'.repeat(MAX_CONTENT_BYTES + 1) })).toThrow(withCode('too-large'));
      expect(idsIn(db, 'file_changes')).toBe(1);
    });
  });

  describe('listFileChanges', () => {
    it('goes page by page in the order in which changes were made, of one path, and without patches', () => {
      const db = openWithSession();
      addSession(db, 's2');
      change(db, 'b', { createdAt: at(2) });
      change(db, 'a', { createdAt: at(2), path: 'b.ts' });
      change(db, 'c', { createdAt: at(1) });
      change(db, 'd', { sessionId: 's2', messageId: null });
      const list = (range: object) => {
        const { fileChanges, nextCursor } = listFileChanges(db, { sessionId: 's1', limit: 9, patches: true, ...range });
        return { ids: fileChanges.map(({ id }) => id), nextCursor, fileChanges };
      };
      const first = list({ limit: 2 });
      expect(first.ids).toEqual(['c', 'a']);
      expect(list({ limit: 2, cursor: first.nextCursor })).toMatchObject({ ids: ['b'], nextCursor: null });
      expect(list({ path: 'src/a.ts' }).ids).toEqual(['c', 'b']);
      const { patch, ...rest } = CHANGE;
      expect(list({ patches: false }).fileChanges[0]).toEqual({ ...rest, id: 'c' });
      expect(() => list({ cursor: 'x' })).toThrow(withCode('invalid'));
      expect(() => list({ sessionId: 'none' })).toThrow(withCode('not-found'));
    });

    it('ends a page before it grows too large for one answer, with at least one row', () => {
      const db = openWithSession();
      for (const id of ['a', 'b', 'c']) change(db, id, { patch: id.repeat(5_000_000) });
      const page = (cursor?: string | null) => {
        const { fileChanges, nextCursor } = listFileChanges(db, {
          ...{ sessionId: 's1', limit: 9, patches: true },
          ...(cursor && { cursor }),
        });
        return [fileChanges.map(({ id }) => id).join(), nextCursor] as const;
      };
      const [first, cursor] = page();
      const [second, last] = page(cursor);
      expect([first, second, page(last)]).toEqual(['a', 'b', ['c', null]]);
      expect(listFileChanges(db, { sessionId: 's1', limit: 9, patches: false }).fileChanges).toHaveLength(3);
    });
  });

  describe('addProof and listProofs', () => {
    it('keep what Lean said, in the order in which it was said', () => {
      const db = openWithSession();
      expect(addProof(db, PROOF)).toEqual(PROOF);
      const later: Proof = { ...PROOF, id: 'p0', status: 'complete', goals: [], createdAt: at(2), line: null };
      addProof(db, later);
      const page = listProofs(db, { sessionId: 's1', limit: 1 });
      expect(page.proofs).toEqual([PROOF]);
      const next = { proofs: [later], nextCursor: null };
      expect(listProofs(db, { sessionId: 's1', limit: 1, cursor: page.nextCursor ?? '' })).toEqual(next);
    });

    it('refuse an id that is taken, what is not there, and what is too large', () => {
      const db = openWithSession();
      addProof(db, PROOF);
      expect(() => addProof(db, PROOF)).toThrow(withCode('conflict'));
      expect(() => addProof(db, { ...PROOF, id: 'p2', messageId: 'none' })).toThrow(withCode('not-found'));
      const goals = ['x'.repeat(MAX_CONTENT_BYTES)];
      expect(() => addProof(db, { ...PROOF, id: 'p2', goals })).toThrow(withCode('too-large'));
    });

    it('show what another program left there', () => {
      const db = openWithSession();
      addProof(db, PROOF);
      db.exec(`UPDATE proofs SET goals_json = 'no JSON', diagnostics_json = '{"a":1}'`);
      expect(requireProof(db, 'p1')).toEqual({ ...PROOF, goals: ['no JSON'], diagnostics: [{ a: 1 }] });
    });
  });

  it('a branch has no copies of what its parent changed and proved', () => {
    const db = openWithSession();
    change(db, 'c1');
    addProof(db, PROOF);
    branchSession(db, { id: BRANCH, from: 's1', at: 1 }, at(2));
    expect(listFileChanges(db, { sessionId: BRANCH, limit: 9, patches: true }).fileChanges).toEqual([]);
    expect(listProofs(db, { sessionId: BRANCH, limit: 9 }).proofs).toEqual([]);
  });

  it('previewSweep counts what a session in the trash changed and proved', () => {
    const db = openWithSession();
    trashSession(db, 's1', at(1));
    const bytes = () => previewSweep(db, at(60 * 24 * 40)).trash.bytes;
    const before = bytes();
    db.exec(`INSERT INTO file_changes VALUES ('c1', 's1', NULL, 'a', NULL, 'created', 0, 0, '12345', '${at(1)}');
      INSERT INTO proofs VALUES ('p1', 's1', NULL, 'A.lean', 1, NULL, 'open', '[]', '[]', '${at(1)}');
      INSERT INTO originals VALUES ('o1', 's1', 'opencode', '{}')`);
    expect(bytes() - before).toBe(5 + 4 + 2);
  });

  it('purgeSession takes what the session changed and proved with it, in slices', () => {
    const db = openWithSession();
    for (let index = 0; index < 501; index += 1) change(db, `c${index}`);
    addProof(db, PROOF);
    db.exec("INSERT INTO originals VALUES ('o1', 's1', 'opencode', '{}')");
    expect(purgeSession(db, 's1').isGone).toBe(false);
    expect([idsIn(db, 'file_changes'), idsIn(db, 'messages')]).toEqual([1, 1]);
    expect(purgeSession(db, 's1').isGone).toBe(true);
    expect(['file_changes', 'proofs', 'originals', 'messages'].map((table) => idsIn(db, table))).toEqual([0, 0, 0, 0]);
  });

  it('purgeSession removes at most 500 rows at a time, of all tables together, and the snapshots first', () => {
    const db = openWithSession();
    for (let index = 0; index < 200; index += 1) change(db, `c${index}`);
    for (let index = 2; index <= 400; index += 1) addMessage(db, 's1', `m${index}`);
    const snapshot = { type: 'auto', trigger: { type: 'test' }, starred: false, ui: {}, sessionId: 's1' } as const;
    createSnapshot(db, { ...snapshot, id: 'x', timestamp: at(1) });
    expect(purgeSession(db, 's1')).toEqual({ isGone: false, snapshotIds: ['x'] });
    expect(['snapshots', 'file_changes', 'messages'].map((table) => idsIn(db, table))).toEqual([0, 0, 101]);
    expect(purgeSession(db, 's1')).toEqual({ isGone: true, snapshotIds: [] });
  });
}
