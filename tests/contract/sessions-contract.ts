import { describe, expect, it } from 'vitest';
import { branchSession } from '../../lib/store/branch.ts';
import { getDraft, setDraft } from '../../lib/store/drafts.ts';
import {
  deleteSessionForever,
  findSession,
  listSessions,
  requireLivingSession,
  requireSession,
  restoreSession,
  trashSession,
  updateSession,
} from '../../lib/store/sessions.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { allRows, assertSound } from '../support/assert-sound.ts';
import { addMessage, addSession, at, withCode } from './rows.ts';
import type { OpenStore } from './store-contract.ts';

const ALIVE = { archived: false, deleted: false };

function idsOf(db: SqlDatabase, which: { archived: boolean; deleted: boolean }): string[] {
  return listSessions(db, { limit: 200, ...which }).sessions.map(({ id }) => id);
}

export function sessionsContract(openStore: OpenStore): void {
  describe('createSession', () => {
    it('returns the whole session', () => {
      const db = openStore();
      const session = addSession(db, 's1', { title: 'Ü 漢字 👩‍👩‍👧', provider: 'other' });
      expect(session).toEqual({
        id: 's1',
        title: 'Ü 漢字 👩‍👩‍👧',
        createdAt: at(0),
        updatedAt: at(0),
        model: 'a model',
        provider: 'other',
        branchName: 'main',
        parentSessionId: null,
        branchPoint: null,
        promptTokens: 0,
        completionTokens: 0,
        cost: 0,
        isArchived: false,
        isImported: false,
        messageCount: 0,
        deletedAt: null,
        source: 'holdfast',
      });
      expect(findSession(db, 's1')).toEqual(session);
      expect(addSession(db, 's2').provider).toBe('venice');
    });

    it('refuses an id that is taken, also by a session in the trash', () => {
      const db = openStore();
      addSession(db, 's1');
      trashSession(db, 's1', at(1));
      const before = allRows(db);
      expect(() => addSession(db, 's1', { title: 'Another' })).toThrow(withCode('conflict'));
      expect(allRows(db)).toEqual(before);
    });
  });

  describe('requireSession', () => {
    it('finds one in the trash, requireLivingSession does not', () => {
      const db = openStore();
      addSession(db, 's1');
      trashSession(db, 's1', at(1));
      expect(requireSession(db, 's1').deletedAt).toBe(at(1));
      expect(() => requireLivingSession(db, 's1')).toThrow(withCode('conflict'));
      expect(findSession(db, 's2')).toBeUndefined();
      expect(() => requireSession(db, 's2')).toThrow(withCode('not-found'));
      expect(() => requireLivingSession(db, 's2')).toThrow(withCode('not-found'));
    });
  });

  describe('listSessions', () => {
    it('goes from the newest to the oldest, page by page', () => {
      const db = openStore();
      for (const [index, id] of ['a', 'b', 'c', 'd', 'e'].entries()) addSession(db, id, { createdAt: at(index) });
      const pages: string[][] = [];
      let cursor: string | undefined;
      do {
        const page = listSessions(db, { limit: 2, ...ALIVE, ...(cursor !== undefined && { cursor }) });
        pages.push(page.sessions.map(({ id }) => id));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      expect(pages).toEqual([['e', 'd'], ['c', 'b'], ['a']]);
      expect(listSessions(db, { limit: 5, ...ALIVE }).nextCursor).toBeNull();
    });

    it('shows each session of one moment once', () => {
      const db = openStore();
      for (const id of ['a', 'b', 'c']) addSession(db, id);
      const first = listSessions(db, { limit: 2, ...ALIVE });
      const second = listSessions(db, { limit: 2, ...ALIVE, cursor: first.nextCursor ?? '' });
      expect([...first.sessions, ...second.sessions].map(({ id }) => id)).toEqual(['c', 'b', 'a']);
    });

    it('neither skips nor repeats a session that stays as it is while others change', () => {
      const db = openStore();
      for (const [index, id] of ['a', 'b', 'c', 'd'].entries()) addSession(db, id, { createdAt: at(index) });
      const first = listSessions(db, { limit: 2, ...ALIVE });
      addSession(db, 'new', { createdAt: at(9) });
      addMessage(db, 'd', 'm1', {}, at(10));
      deleteSessionForever(db, 'c');
      const second = listSessions(db, { limit: 2, ...ALIVE, cursor: first.nextCursor ?? '' });
      expect(first.sessions.map(({ id }) => id)).toEqual(['d', 'c']);
      expect(second.sessions.map(({ id }) => id)).toEqual(['b', 'a']);
    });

    it('keeps archived and trashed sessions apart', () => {
      const db = openStore();
      for (const id of ['plain', 'archived', 'trashed', 'both']) addSession(db, id);
      for (const id of ['archived', 'both']) updateSession(db, id, { isArchived: true });
      for (const id of ['trashed', 'both']) trashSession(db, id, at(1));
      expect(idsOf(db, ALIVE)).toEqual(['plain']);
      expect(idsOf(db, { archived: true, deleted: false })).toEqual(['archived']);
      expect(idsOf(db, { archived: false, deleted: true })).toEqual(['trashed', 'both']);
      expect(idsOf(db, { archived: true, deleted: true })).toEqual(['trashed', 'both']);
    });

    it.each(['', 'x', 'null', '{}', '[]', '["a"]', '["a","b","c"]', '[1,2]', '[null,"a"]', '["a",["b"]]'])(
      'refuses the cursor %j',
      (cursor) => {
        expect(() => listSessions(openStore(), { limit: 1, ...ALIVE, cursor })).toThrow(withCode('invalid'));
      },
    );
  });

  describe('updateSession', () => {
    it('changes what is given and nothing else, and keeps its place in the list', () => {
      const db = openStore();
      const session = addSession(db, 's1');
      expect(updateSession(db, 's1', {})).toEqual(session);
      expect(updateSession(db, 's1', { title: '', isArchived: true })).toEqual({
        ...session,
        title: '',
        isArchived: true,
      });
      expect(updateSession(db, 's1', { model: 'm', branchName: 'b', isArchived: false })).toEqual({
        ...session,
        title: '',
        model: 'm',
        branchName: 'b',
      });
    });

    it('does not know a session that is not there', () => {
      expect(() => updateSession(openStore(), 's1', { title: 'x' })).toThrow(withCode('not-found'));
    });
  });

  describe('trashSession and restoreSession', () => {
    it('keep everything, and the time of the first removal', () => {
      const db = openStore();
      addSession(db, 's1');
      addMessage(db, 's1', 'm1');
      const before = requireSession(db, 's1');
      trashSession(db, 's1', at(1));
      trashSession(db, 's1', at(2));
      expect(requireSession(db, 's1')).toEqual({ ...before, deletedAt: at(1) });
      expect(restoreSession(db, 's1')).toEqual(before);
      expect(restoreSession(db, 's1')).toEqual(before);
      assertSound(db);
    });

    it('do not know a session that is not there', () => {
      const db = openStore();
      expect(() => trashSession(db, 's1', at(1))).toThrow(withCode('not-found'));
      expect(() => restoreSession(db, 's1')).toThrow(withCode('not-found'));
    });
  });

  describe('deleteSessionForever', () => {
    it('takes messages and draft with it, and leaves branches, other sessions and their drafts', () => {
      const db = openStore();
      for (const id of ['s1', 's2']) {
        addSession(db, id);
        addMessage(db, id, `m of ${id}`);
        setDraft(db, { sessionId: id, content: 'Not sent', updatedAt: at(1) });
      }
      setDraft(db, { sessionId: null, content: 'Early', updatedAt: at(1) });
      branchSession(db, { id: '11111111-1111-4111-8111-111111111111', from: 's1', at: 1 }, at(2));
      const branch = requireSession(db, '11111111-1111-4111-8111-111111111111');
      const rest = { other: requireSession(db, 's2'), draft: getDraft(db, 's2'), early: getDraft(db, null) };

      deleteSessionForever(db, 's1');

      expect(findSession(db, 's1')).toBeUndefined();
      expect(db.all('SELECT session_id FROM messages ORDER BY session_id')).toEqual([
        { session_id: '11111111-1111-4111-8111-111111111111' },
        { session_id: 's2' },
      ]);
      expect(requireSession(db, branch.id)).toEqual({ ...branch, parentSessionId: null });
      expect({ other: requireSession(db, 's2'), draft: getDraft(db, 's2'), early: getDraft(db, null) }).toEqual(rest);
      expect(getDraft(db, 's1').content).toBe('');
      assertSound(db);
    });

    it('does not know a session that is not there', () => {
      expect(() => deleteSessionForever(openStore(), 's1')).toThrow(withCode('not-found'));
    });
  });
}
