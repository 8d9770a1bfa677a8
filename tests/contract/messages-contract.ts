import { describe, expect, it } from 'vitest';
import { MAX_CONTENT_BYTES } from '../../lib/protocol/limits.ts';
import {
  appendMessage,
  findMessage,
  getProviderDetails,
  listMessages,
  requireMessage,
  updateMessage,
} from '../../lib/store/messages.ts';
import { requireSession, trashSession } from '../../lib/store/sessions.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { allRows, assertSound, hashOf } from '../support/assert-sound.ts';
import { addMessage, addSession, at, withCode } from './rows.ts';
import type { OpenStore } from './store-contract.ts';

/** As long as a message may be, in bytes, with characters of three bytes. */
const LONGEST = `${'漢'.repeat(Math.floor(MAX_CONTENT_BYTES / 3))}x`;

function placesOf(db: SqlDatabase, range: Partial<Parameters<typeof listMessages>[1]>, maxBytes?: number) {
  const page = listMessages(db, { sessionId: 's1', limit: 50, ...range }, maxBytes);
  return [page.messages.map(({ sequence }) => sequence), page.hasMore];
}

function withMessages(db: SqlDatabase, count: number, content?: string): void {
  addSession(db, 's1');
  for (let index = 1; index <= count; index++) {
    addMessage(db, 's1', `m${index}`, content === undefined ? {} : { content });
  }
}

export function messagesContract(openStore: OpenStore): void {
  describe('appendMessage', () => {
    it('returns the whole message and counts it in its session', () => {
      const db = openStore();
      const session = addSession(db, 's1');
      const message = appendMessage(
        db,
        {
          id: 'm1',
          sessionId: 's1',
          role: 'assistant',
          content: 'Text\u0000 with 👩‍👩‍👧',
          createdAt: at(3),
          status: 'complete',
          promptTokens: 3,
          completionTokens: 5,
          toolCalls: [{ id: 'call_1', function: { name: 'f', arguments: '{"a":1' } }],
          model: 'a model',
          cost: 0.125,
          durationMs: 700,
          provider: { reasoning: 'Hm', baseUrl: 'https://a.example' },
        },
        at(4),
      );
      expect(message).toEqual({
        id: 'm1',
        sessionId: 's1',
        role: 'assistant',
        content: 'Text\u0000 with 👩‍👩‍👧',
        createdAt: at(3),
        promptTokens: 3,
        completionTokens: 5,
        toolCalls: [{ id: 'call_1', function: { name: 'f', arguments: '{"a":1' } }],
        sequence: 1,
        status: 'complete',
        model: 'a model',
        cost: 0.125,
        durationMs: 700,
        error: null,
        reasoning: 'Hm',
      });
      expect(findMessage(db, 'm1')).toEqual(message);
      expect(getProviderDetails(db, 'm1')).toEqual({ reasoning: 'Hm', baseUrl: 'https://a.example' });
      expect(requireSession(db, 's1')).toEqual({
        ...session,
        updatedAt: at(4),
        messageCount: 1,
        promptTokens: 3,
        completionTokens: 5,
        cost: 0.125,
      });
      assertSound(db);
    });

    it('gives each message the next place of its session, also after a gap', () => {
      const db = openStore();
      withMessages(db, 2);
      addSession(db, 's2');
      db.exec("UPDATE messages SET sequence = 7 WHERE id = 'm2'");
      expect(addMessage(db, 's1', 'm3').sequence).toBe(8);
      expect(addMessage(db, 's2', 'x1').sequence).toBe(1);
    });

    it('returns what a reader finds', () => {
      const db = openStore();
      addSession(db, 's1');
      const toolCalls = [{ id: 'c', extra: undefined, many: [undefined, Number.NaN] }];
      for (const changes of [{}, { cost: 1, durationMs: 0, toolCalls }, { status: 'queued', toolCalls: [] }] as const) {
        const message = addMessage(db, 's1', `m-${Object.keys(changes)}`, changes);
        expect(message).toStrictEqual(requireMessage(db, message.id));
      }
    });

    it('keeps what is not known apart from zero', () => {
      const db = openStore();
      addSession(db, 's1');
      expect(addMessage(db, 's1', 'm1')).toMatchObject({
        promptTokens: null,
        cost: null,
        toolCalls: null,
        durationMs: null,
      });
      expect(addMessage(db, 's1', 'm2', { promptTokens: 0, cost: 0, toolCalls: [] })).toMatchObject({
        promptTokens: 0,
        cost: 0,
        toolCalls: [],
      });
    });

    it('never makes a session older', () => {
      const db = openStore();
      addSession(db, 's1', { createdAt: at(5) });
      addMessage(db, 's1', 'm1', {}, at(1));
      expect(requireSession(db, 's1').updatedAt).toBe(at(5));
    });

    it('hashes a complete message only', () => {
      const db = openStore();
      addSession(db, 's1');
      addMessage(db, 's1', 'm1', { content: 'Text', toolCalls: [{ b: 1, a: null }] });
      addMessage(db, 's1', 'm2', { status: 'streaming' });
      expect(db.all('SELECT content_hash FROM messages ORDER BY id')).toEqual([
        { content_hash: hashOf('user', 'Text', [{ b: 1, a: null }]) },
        { content_hash: null },
      ]);
    });

    it('takes the longest text there may be, and no longer one', () => {
      const db = openStore();
      addSession(db, 's1');
      expect(addMessage(db, 's1', 'm1', { content: LONGEST }).content === LONGEST).toBe(true);
      const before = allRows(db)['sessions'];
      expect(() => addMessage(db, 's1', 'm2', { content: `${LONGEST}x` })).toThrow(withCode('too-large'));
      expect(() => addMessage(db, 's1', 'm3', { toolCalls: [LONGEST] })).toThrow(withCode('too-large'));
      expect(allRows(db)['sessions']).toEqual(before);
    });

    it('refuses an id that is taken, a session that is not there, and one in the trash', () => {
      const db = openStore();
      withMessages(db, 1);
      addSession(db, 's2');
      addSession(db, 'trashed');
      trashSession(db, 'trashed', at(1));
      const before = allRows(db);
      expect(() => addMessage(db, 's2', 'm1')).toThrow(withCode('conflict'));
      expect(() => addMessage(db, 'none', 'm2')).toThrow(withCode('not-found'));
      expect(() => addMessage(db, 'trashed', 'm2')).toThrow(withCode('conflict'));
      expect(allRows(db)).toEqual(before);
    });
  });

  describe('updateMessage', () => {
    it('changes what is given, and the sums of the session by the difference', () => {
      const db = openStore();
      addSession(db, 's1');
      addMessage(db, 's1', 'm0', { promptTokens: 100, completionTokens: 100, cost: 1 });
      const message = addMessage(db, 's1', 'm1', { status: 'streaming', content: '', promptTokens: 5, cost: 0.5 });
      const error = { code: 'timeout', message: 'Too late.', retryable: true };
      const changes = {
        content: 'Text',
        status: 'error',
        promptTokens: 3,
        completionTokens: 4,
        cost: null,
        durationMs: 9,
        error,
      } as const;
      expect(updateMessage(db, 'm1', changes, at(5))).toEqual({ ...message, ...changes });
      expect(requireSession(db, 's1')).toMatchObject({
        promptTokens: 103,
        completionTokens: 104,
        cost: 1,
        messageCount: 2,
        updatedAt: at(5),
      });
      expect(updateMessage(db, 'm1', { error: null, promptTokens: null }, at(6))).toMatchObject({
        error: null,
        promptTokens: null,
      });
      expect(requireSession(db, 's1').promptTokens).toBe(100);
      assertSound(db);
    });

    it('adds to what is known of the server', () => {
      const db = openStore();
      addSession(db, 's1');
      addMessage(db, 's1', 'm1', { status: 'streaming', provider: { baseUrl: 'https://a.example', reasoning: 'A' } });
      updateMessage(db, 'm1', { provider: { reasoning: 'AB', estimated: true } }, at(1));
      updateMessage(db, 'm1', { status: 'complete' }, at(1));
      expect(getProviderDetails(db, 'm1')).toEqual({ baseUrl: 'https://a.example', reasoning: 'AB', estimated: true });
    });

    it('hashes a message when it becomes complete', () => {
      const db = openStore();
      addSession(db, 's1');
      addMessage(db, 's1', 'm1', { role: 'assistant', status: 'streaming', content: 'Te' });
      updateMessage(db, 'm1', { content: 'Text', status: 'complete', toolCalls: [1] }, at(1));
      expect(db.all('SELECT content_hash FROM messages')).toEqual([{ content_hash: hashOf('assistant', 'Text', [1]) }]);
    });

    it('never changes what a complete message says', () => {
      const db = openStore();
      addSession(db, 's1');
      addMessage(db, 's1', 'm1', { content: 'Text', toolCalls: [{ a: 1 }] });
      const before = allRows(db);
      for (const changes of [
        { content: 'Other' },
        { content: '' },
        { toolCalls: null },
        { toolCalls: [] },
        { status: 'streaming' },
      ] as const) {
        expect(() => updateMessage(db, 'm1', changes, at(1))).toThrow(withCode('conflict'));
      }
      expect(allRows(db)).toEqual(before);
      const same = {
        content: 'Text',
        toolCalls: [{ a: 1 }],
        status: 'complete',
        cost: 2,
        completionTokens: 8,
      } as const;
      expect(updateMessage(db, 'm1', same, at(1))).toMatchObject(same);
      assertSound(db);
    });

    it('takes what older stores hold as tool calls', () => {
      const db = openStore();
      addSession(db, 's1');
      for (const [id, toolCalls] of [
        ['m1', 'no JSON'],
        ['m2', '{"a":1}'],
        ['m3', 'null'],
      ] as const) {
        addMessage(db, 's1', id);
        db.run('UPDATE messages SET tool_calls = ? WHERE id = ?', [toolCalls, id]);
        updateMessage(db, id, { cost: 1 }, at(1));
      }
      expect(listMessages(db, { sessionId: 's1', limit: 3 }).messages.map(({ toolCalls }) => toolCalls)).toEqual([
        ['no JSON'],
        [{ a: 1 }],
        null,
      ]);
      assertSound(db);
    });

    it('refuses a message that is not there, and text that is too long', () => {
      const db = openStore();
      withMessages(db, 1);
      addMessage(db, 's1', 'm2', { status: 'streaming' });
      const before = allRows(db);
      expect(() => updateMessage(db, 'none', { cost: 1 }, at(1))).toThrow(withCode('not-found'));
      expect(() => updateMessage(db, 'm2', { content: `${LONGEST}x` }, at(1))).toThrow(withCode('too-large'));
      expect(() => requireMessage(db, 'none')).toThrow(withCode('not-found'));
      expect(findMessage(db, 'none')).toBeUndefined();
      expect(allRows(db)).toEqual(before);
    });
  });

  describe('listMessages', () => {
    it('returns the newest ones, those before a place, or those after one, always in order', () => {
      const db = openStore();
      withMessages(db, 5);
      expect(placesOf(db, {})).toEqual([[1, 2, 3, 4, 5], false]);
      expect(placesOf(db, { limit: 2 })).toEqual([[4, 5], true]);
      expect(placesOf(db, { limit: 2, before: 4 })).toEqual([[2, 3], true]);
      expect(placesOf(db, { limit: 2, before: 3 })).toEqual([[1, 2], false]);
      expect(placesOf(db, { limit: 2, after: 1 })).toEqual([[2, 3], true]);
      expect(placesOf(db, { limit: 2, after: 3 })).toEqual([[4, 5], false]);
      expect(placesOf(db, { after: 1, before: 4 })).toEqual([[2, 3], false]);
      expect(placesOf(db, { before: 1 })).toEqual([[], false]);
      expect(placesOf(db, { after: 5 })).toEqual([[], false]);
      expect(placesOf(db, { after: 4, before: 2 })).toEqual([[], false]);
    });

    it('keeps the order of places, whatever the order of ids and times', () => {
      const db = openStore();
      addSession(db, 's1');
      for (const [index, id] of ['z', 'a', 'k'].entries()) addMessage(db, 's1', id, { createdAt: at(-index) });
      expect(listMessages(db, { sessionId: 's1', limit: 9 }).messages.map(({ id }) => id)).toEqual(['z', 'a', 'k']);
    });

    it('ends a page before its text is too much, with at least one message', () => {
      const db = openStore();
      withMessages(db, 4, '漢'.repeat(100));
      expect(placesOf(db, {}, 600)).toEqual([[3, 4], true]);
      expect(placesOf(db, {}, 599)).toEqual([[4], true]);
      expect(placesOf(db, {}, 1)).toEqual([[4], true]);
      expect(placesOf(db, { after: 0 }, 600)).toEqual([[1, 2], true]);
      expect(placesOf(db, { after: 0 }, 1200)).toEqual([[1, 2, 3, 4], false]);
    });

    it('ends a page at 8 MiB', () => {
      const db = openStore();
      withMessages(db, 5, 'x'.repeat(2 * 1024 * 1024));
      expect(placesOf(db, {})).toEqual([[2, 3, 4, 5], true]);
      expect(placesOf(db, { before: 2 })).toEqual([[1], false]);
    });

    it('counts reasoning and tool calls as well', () => {
      const db = openStore();
      addSession(db, 's1');
      addMessage(db, 's1', 'm1', { content: '', provider: { reasoning: 'x'.repeat(1000) } });
      addMessage(db, 's1', 'm2', { content: '', toolCalls: ['x'.repeat(1000)] });
      expect(placesOf(db, {}, 1500)).toEqual([[2], true]);
    });

    it('reads a session in the trash, and none that is not there', () => {
      const db = openStore();
      withMessages(db, 1);
      trashSession(db, 's1', at(1));
      expect(placesOf(db, {})).toEqual([[1], false]);
      expect(() => placesOf(db, { sessionId: 'none' })).toThrow(withCode('not-found'));
    });

    it('shows roles and states of older stores as ones of ours', () => {
      const db = openStore();
      withMessages(db, 1);
      db.exec("UPDATE messages SET role = 'developer', status = 'pending', provider_json = '[', error_json = '7'");
      expect(requireMessage(db, 'm1')).toMatchObject({ role: 'system', status: 'complete' });
    });
  });
}
