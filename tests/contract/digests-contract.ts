import { describe, expect, it } from 'vitest';
import { MAX_LIST_BYTES } from '../../lib/protocol/limits.ts';
import { listMessageDigests, listSessionDigests } from '../../lib/store/digests.ts';
import { BEING_PURGED } from '../../lib/store/purge.ts';
import { trashSession } from '../../lib/store/sessions.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { addMessage, addSession, at, sha256, withCode } from './rows.ts';
import type { OpenStore } from './store-contract.ts';

const ofText = (...parts: unknown[]) => sha256(JSON.stringify(parts));

export function digestsContract(openStore: OpenStore): void {
  const openWithTalk = (): SqlDatabase => {
    const db = openStore();
    addSession(db, 'talk', { title: 'Talk' });
    addMessage(db, 'talk', 'q', { content: 'Ü 漢 \u0000' }, at(3));
    addMessage(db, 'talk', 'a', { role: 'assistant', content: 'Half', status: 'interrupted', toolCalls: [1] }, at(4));
    return db;
  };
  const digestOf = (db: SqlDatabase, id: string) =>
    listSessionDigests(db, { limit: 200 }).digests.find((digest) => digest.id === id);

  describe('listSessionDigests', () => {
    it('tells a session by the ids, places, states and texts of its messages', () => {
      const lines = [
        ['q', 1, 'complete', ofText('user', 'Ü 漢 \u0000', null)],
        ['a', 2, 'interrupted', ofText('assistant', 'Half', [1])],
      ];
      expect(listSessionDigests(openWithTalk(), { limit: 9 })).toEqual({
        digests: [
          {
            ...{ id: 'talk', title: 'Talk', updatedAt: at(4), messageCount: 2 },
            sha256: sha256(lines.map((line) => JSON.stringify(line)).join('\n')),
          },
        ],
        nextCursor: null,
      });
    });

    it.each([
      ['a text', "UPDATE messages SET content = 'Half ' WHERE id = 'a'"],
      ['a text, behind the back of its hash', "UPDATE messages SET content = 'x' WHERE id = 'q'"],
      ['tool calls', "UPDATE messages SET tool_calls = NULL WHERE id = 'a'"],
      ['a state', "UPDATE messages SET status = 'error' WHERE id = 'a'"],
      ['a role', "UPDATE messages SET role = 'system' WHERE id = 'q'"],
      ['a place', "UPDATE messages SET sequence = 3 WHERE id = 'a'"],
      ['an id', "UPDATE messages SET id = 'b' WHERE id = 'a'"],
      ['a message less', "DELETE FROM messages WHERE id = 'a'"],
    ])('sees %s that is another one', (_, sql) => {
      const db = openWithTalk();
      const before = digestOf(db, 'talk')?.sha256;
      db.exec(sql);
      expect(digestOf(db, 'talk')?.sha256).not.toBe(before);
    });

    it('goes through all sessions by their ids, also those in the trash, but for those that are just being removed', () => {
      const db = openStore();
      for (const id of ['c', 'a', 'd', 'b']) addSession(db, id);
      trashSession(db, 'b', at(1));
      db.run('UPDATE sessions SET deleted_at = ? WHERE id = ?', [BEING_PURGED, 'c']);
      const page = (cursor?: string) => {
        const { digests, nextCursor } = listSessionDigests(db, { limit: 2, cursor });
        return [digests.map(({ id }) => id), nextCursor];
      };
      expect([page(), page('b'), page('d')]).toEqual([
        [['a', 'b'], 'b'],
        [['d'], null],
        [[], null],
      ]);
    });

    it('ends a page where much was read', () => {
      const db = openStore();
      for (const id of ['a', 'b', 'c']) {
        addSession(db, id);
        addMessage(db, id, `of ${id}`, { content: 'x'.repeat(MAX_LIST_BYTES / 2 + 1) });
      }
      const { digests, nextCursor } = listSessionDigests(db, { limit: 200 });
      expect([digests.map(({ id }) => id), nextCursor]).toEqual([['a', 'b'], 'b']);
    });

    it('has the same digest of a session whose texts are read in several parts', () => {
      const db = openStore();
      addSession(db, 'a');
      db.transaction(() => {
        for (let index = 0; index < 1001; index++) addMessage(db, 'a', `m${index}`);
      });
      const lines = Array.from({ length: 1001 }, (_, index) =>
        JSON.stringify([`m${index}`, index + 1, 'complete', ofText('user', `Text of m${index}`, null)]),
      );
      expect(digestOf(db, 'a')).toMatchObject({ messageCount: 1001, sha256: sha256(lines.join('\n')) });
    });
  });

  describe('listMessageDigests', () => {
    it('tells each message of a session, a page at a time', () => {
      const db = openWithTalk();
      const q = { id: 'q', sequence: 1, status: 'complete', sha256: ofText('user', 'Ü 漢 \u0000', null) };
      const a = { id: 'a', sequence: 2, status: 'interrupted', sha256: ofText('assistant', 'Half', [1]) };
      const page = (after: number, limit: number) => listMessageDigests(db, { sessionId: 'talk', limit, after });
      expect(page(0, 1)).toEqual({ digests: [q], hasMore: true });
      expect(page(1, 1)).toEqual({ digests: [a], hasMore: false });
      expect(page(0, 9)).toEqual({ digests: [q, a], hasMore: false });
      expect(page(2, 9)).toEqual({ digests: [], hasMore: false });
      expect(() => listMessageDigests(db, { sessionId: 'none', limit: 9, after: 0 })).toThrow(withCode('not-found'));
    });
  });
}
