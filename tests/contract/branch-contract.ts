import { describe, expect, it } from 'vitest';
import { branchSession } from '../../lib/store/branch.ts';
import { listFamily } from '../../lib/store/family.ts';
import { listMessages } from '../../lib/store/messages.ts';
import { BEING_PURGED } from '../../lib/store/purge.ts';
import { searchMessages } from '../../lib/store/search.ts';
import { fillSearchIndex, hasSearchIndex, isSearchIndexComplete } from '../../lib/store/search-index.ts';
import { deleteSessionForever, requireSession, trashSession } from '../../lib/store/sessions.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { allRows, assertSound } from '../support/assert-sound.ts';
import { addMessage, addSession, at, withCode } from './rows.ts';
import type { OpenStore } from './store-contract.ts';

const BRANCH = '11111111-1111-4111-8111-111111111111';
const OTHER = '22222222-2222-4222-8222-222222222222';

function openWithParent(openStore: OpenStore): SqlDatabase {
  const db = openStore();
  addSession(db, 's1', { title: 'Parent', model: 'm', provider: 'p' });
  addMessage(db, 's1', 'q1', { promptTokens: 1, cost: 0.5 });
  addMessage(db, 's1', 'a1', {
    role: 'assistant',
    completionTokens: 9,
    cost: 2,
    durationMs: 40,
    model: 'm',
    toolCalls: [1],
    provider: { reasoning: 'Hm', baseUrl: 'https://a.example' },
  });
  addMessage(db, 's1', 'q2');
  return db;
}

const messagesOf = (db: SqlDatabase, sessionId: string) => listMessages(db, { sessionId, limit: 50 }).messages;

export function branchContract(openStore: OpenStore): void {
  describe('branchSession', () => {
    it('copies up to and including the place, without tokens and cost', () => {
      const db = openWithParent(openStore);
      const before = { parent: requireSession(db, 's1'), messages: messagesOf(db, 's1') };
      const branch = branchSession(db, { id: BRANCH, from: 's1', at: 2 }, at(9));
      expect(branch).toEqual({
        ...before.parent,
        id: BRANCH,
        createdAt: at(9),
        updatedAt: at(9),
        branchName: 'branch',
        parentSessionId: 's1',
        branchPoint: 2,
        promptTokens: 0,
        completionTokens: 0,
        cost: 0,
        messageCount: 2,
      });
      const copies = messagesOf(db, BRANCH);
      expect(copies).toEqual(
        before.messages.slice(0, 2).map((message, index) => ({
          ...message,
          id: copies[index]?.id,
          sessionId: BRANCH,
          promptTokens: null,
          completionTokens: null,
          cost: null,
        })),
      );
      expect({ parent: requireSession(db, 's1'), messages: messagesOf(db, 's1') }).toEqual(before);
      assertSound(db);
    });

    it('gives copies ids that depend on the branch and the original alone', () => {
      const ids = [BRANCH, BRANCH, OTHER].map((id) => {
        const db = openWithParent(openStore);
        branchSession(db, { id, from: 's1', at: 3 }, at(9));
        return messagesOf(db, id).map((copy) => copy.id);
      });
      // UUIDs of version 5: the original's id in the name space of the branch's.
      expect(ids[0]).toEqual([
        '49cffdab-9cf3-5f33-aa89-bb1e58d65784',
        '708dca89-25a6-5efe-8e47-a1f2004449ea',
        '8a9f44ef-b352-51de-b6bc-e8e673352407',
      ]);
      expect(ids[1]).toEqual(ids[0]);
      expect(new Set([...(ids[0] ?? []), ...(ids[2] ?? [])]).size).toBe(6);
    });

    it('takes a name and a title, starts before the first message, and branches from a branch', () => {
      const db = openWithParent(openStore);
      const first = branchSession(db, { id: BRANCH, from: 's1', at: 0, branchName: 'b', title: 't' }, at(9));
      expect(first).toMatchObject({ title: 't', branchName: 'b', branchPoint: 0, messageCount: 0 });
      addMessage(db, BRANCH, 'new');
      expect(branchSession(db, { id: OTHER, from: BRANCH, at: 1 }, at(10))).toMatchObject({
        parentSessionId: BRANCH,
        messageCount: 1,
      });
      assertSound(db);
    });

    it('copies a reply that is being made as far as it is, as interrupted', () => {
      const db = openWithParent(openStore);
      addMessage(db, 's1', 'a2', { role: 'assistant', status: 'streaming', content: 'Half' });
      addMessage(db, 's1', 'a3', { role: 'assistant', status: 'queued', content: '' });
      addMessage(db, 's1', 'a4', { role: 'assistant', status: 'error', content: '' });
      branchSession(db, { id: BRANCH, from: 's1', at: 6 }, at(9));
      expect(messagesOf(db, BRANCH).slice(3)).toMatchObject([
        { content: 'Half', status: 'interrupted' },
        { content: '', status: 'interrupted' },
        { content: '', status: 'error' },
      ]);
      expect(messagesOf(db, 's1')[3]).toMatchObject({ status: 'streaming' });
      assertSound(db);
    });

    it('leaves much text to be indexed later, and it is found meanwhile', () => {
      const db = openWithParent(openStore);
      const has = hasSearchIndex(db);
      for (const id of ['m1', 'm2']) addMessage(db, 's1', id, { content: `${id} ${'word '.repeat(150_000)}` });
      branchSession(db, { id: BRANCH, from: 's1', at: 4 }, at(9));
      const found = () => searchMessages(db, { query: 'm1 word', limit: 9 }).hits.map(({ sessionId }) => sessionId);
      expect([isSearchIndexComplete(db), found().toSorted()]).toEqual([has, [BRANCH, 's1']]);
      assertSound(db);
      branchSession(db, { id: OTHER, from: 's1', at: 5 }, at(10));
      addMessage(db, 's1', 'q3');
      expect([isSearchIndexComplete(db), found().toSorted()]).toEqual([false, [BRANCH, OTHER, 's1']]);
      assertSound(db);
      while (db.transaction(() => fillSearchIndex(db)) !== undefined);
      expect([isSearchIndexComplete(db), found().toSorted()]).toEqual([has, [BRANCH, OTHER, 's1']]);
      assertSound(db);
    });

    it('refuses a place without a message, an id that is taken, and a session that is not there or in the trash', () => {
      const db = openWithParent(openStore);
      addSession(db, OTHER);
      const before = allRows(db);
      expect(() => branchSession(db, { id: BRANCH, from: 's1', at: 4 }, at(9))).toThrow(withCode('not-found'));
      expect(() => branchSession(db, { id: OTHER, from: 's1', at: 1 }, at(9))).toThrow(withCode('conflict'));
      expect(() => branchSession(db, { id: BRANCH, from: 'none', at: 1 }, at(9))).toThrow(withCode('not-found'));
      expect(allRows(db)).toEqual(before);
      trashSession(db, 's1', at(1));
      expect(() => branchSession(db, { id: BRANCH, from: 's1', at: 1 }, at(9))).toThrow(withCode('conflict'));
    });
  });

  describe('listFamily', () => {
    /** s1 with two branches, one of which has a branch; each by the place it starts at, with what was said in it. */
    function openWithFamily(): SqlDatabase {
      const db = openWithParent(openStore);
      addSession(db, 'apart');
      const branch = (id: string, from: string, point: number) =>
        addSession(db, id, { parentSessionId: from, branchPoint: point, branchName: id });
      branch('retry', 's1', 1);
      addMessage(db, 'retry', 'copy of q1', { content: 'Text of q1' });
      addMessage(db, 'retry', 'another a1', { role: 'assistant', content: `${'漢'.repeat(200)} and more` });
      branch('empty', 's1', 3);
      branch('deep', 'retry', 2);
      return db;
    }

    const told = (db: SqlDatabase, id: string, limit = 50) =>
      listFamily(db, id, limit).branches.map(({ session }) => session.id);

    it('tells of every session from the root on, with what each begins with, wherever one asks', () => {
      const db = openWithFamily();
      expect(listFamily(db, 's1', 50)).toEqual({
        branches: [
          { session: requireSession(db, 's1'), lastPlace: 3, opening: { role: 'user', text: 'Text of q1' } },
          {
            session: requireSession(db, 'retry'),
            lastPlace: 2,
            opening: { role: 'assistant', text: '漢'.repeat(200) },
          },
          { session: requireSession(db, 'empty'), lastPlace: 0, opening: null },
          { session: requireSession(db, 'deep'), lastPlace: 0, opening: null },
        ],
        hasMore: false,
      });
      expect(told(db, 'deep').toSorted()).toEqual(['deep', 'empty', 'retry', 's1']);
      expect(told(db, 'apart')).toEqual(['apart']);
      expect(() => told(db, 'none')).toThrow(withCode('not-found'));
    });

    it('stops at the limit, with the line to the session before all others', () => {
      const db = openWithFamily();
      expect(told(db, 'deep', 3)).toEqual(['s1', 'retry', 'deep']);
      expect([listFamily(db, 'deep', 3).hasMore, listFamily(db, 'deep', 4).hasMore]).toEqual([true, false]);
    });

    it('has those in the trash, and none that is being removed', () => {
      const db = openWithFamily();
      trashSession(db, 'retry', at(1));
      expect(told(db, 's1')).toEqual(['s1', 'retry', 'empty', 'deep']);
      db.run('UPDATE sessions SET deleted_at = ? WHERE id = ?', [BEING_PURGED, 'retry']);
      expect([told(db, 's1'), told(db, 'deep')]).toEqual([['s1', 'empty'], ['deep']]);
    });

    it('lets the branches of a session that is deleted forever stand alone', () => {
      const db = openWithFamily();
      deleteSessionForever(db, 'retry');
      expect(requireSession(db, 'deep')).toMatchObject({ parentSessionId: null, branchPoint: 2 });
      expect([told(db, 's1'), told(db, 'deep')]).toEqual([['s1', 'empty'], ['deep']]);
      assertSound(db);
    });

    it('ends in a ring', () => {
      const db = openWithFamily();
      db.run("UPDATE sessions SET parent_session_id = 'deep' WHERE id = 's1'");
      expect(told(db, 's1').toSorted()).toEqual(['deep', 'empty', 'retry', 's1']);
    });
  });
}
