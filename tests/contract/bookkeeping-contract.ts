import { describe, expect, it } from 'vitest';
import { recordAnalytics } from '../../lib/store/analytics.ts';
import { listBalanceHistory, recordBalance } from '../../lib/store/balance-history.ts';
import { addMissingHashes, contentHash, findDamagedMessages } from '../../lib/store/content-hash.ts';
import { requireMessage } from '../../lib/store/messages.ts';
import { SCHEMA_VERSION } from '../../lib/store/migrate.ts';
import { appendReplyText, isStreaming, listUnfinishedReplies, reopenReply } from '../../lib/store/replies.ts';
import { applyOnce } from '../../lib/store/requests.ts';
import { requireSession, updateSession } from '../../lib/store/sessions.ts';
import { ensureStoreId, getStoreFact, setStoreFact } from '../../lib/store/store-info.ts';
import { allRows, assertSound } from '../support/assert-sound.ts';
import { addMessage, addSession, at, sha256, withCode } from './rows.ts';
import type { OpenStore } from './store-contract.ts';

export function bookkeepingContract(openStore: OpenStore): void {
  describe('applyOnce', () => {
    it('makes a change once and answers with how things are now', () => {
      const db = openStore();
      const create = () =>
        applyOnce(
          db,
          { requestId: 'r1', now: at(0) },
          () => addSession(db, 's1'),
          () => requireSession(db, 's1'),
        );
      const session = create();
      updateSession(db, 's1', { title: 'Changed since' });
      expect(create()).toEqual({ ...session, title: 'Changed since' });
      expect(db.all('SELECT * FROM requests')).toEqual([{ id: 'r1', applied_at: at(0) }]);
    });

    it('forgets a request whose change failed, so that it may be sent again', () => {
      const db = openStore();
      const change = { requestId: 'r1', now: at(0) };
      const fail = () => {
        addSession(db, 's1');
        throw new Error('no');
      };
      const before = allRows(db);
      expect(() => applyOnce(db, change, fail, () => 'known')).toThrow('no');
      expect(allRows(db)).toEqual(before);
      expect(
        applyOnce(
          db,
          change,
          () => 'done',
          () => 'known',
        ),
      ).toBe('done');
    });

    it('changes nothing in a store that another program took to a later version', () => {
      const db = openStore();
      db.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
      const before = allRows(db);
      const work = () => addSession(db, 's1');
      expect(() => applyOnce(db, { requestId: 'r1', now: at(0) }, work, work)).toThrow(
        withCode('store-newer-than-host'),
      );
      expect(allRows(db)).toEqual(before);
    });
  });

  describe('contentHash', () => {
    it.each([
      ['in native code where the engine has it', openStore],
      ['in JavaScript where it has not', () => ({})],
    ])('is SHA-256 of role, content and tool calls, %s', (_, engine) => {
      const db = engine();
      const hashed = (value: unknown) => sha256(JSON.stringify(value));
      expect(contentHash(db, 'user', 'Ü 漢 👩‍👩‍👧 \u0000', null)).toBe(hashed(['user', 'Ü 漢 👩‍👩‍👧 \u0000', null]));
      expect(contentHash(db, 'assistant', '', '[ {"a" : 1} ]')).toBe(hashed(['assistant', '', [{ a: 1 }]]));
      expect(contentHash(db, 'assistant', '', 'no JSON')).toBe(hashed(['assistant', '', 'no JSON']));
    });
  });

  describe('findDamagedMessages', () => {
    it('finds text, role or tool calls that changed behind our back', () => {
      const db = openStore();
      addSession(db, 's1');
      for (const id of ['fine', 'content', 'role', 'calls']) addMessage(db, 's1', id, { toolCalls: [1] });
      addMessage(db, 's1', 'open', { status: 'streaming' });
      expect(findDamagedMessages(db)).toEqual([]);
      db.exec(`
        UPDATE messages SET content = content || ' ' WHERE id = 'content';
        UPDATE messages SET role = 'system' WHERE id = 'role';
        UPDATE messages SET tool_calls = '[2]' WHERE id = 'calls';
      `);
      expect(findDamagedMessages(db)).toEqual(['content', 'role', 'calls']);
    });

    it('looks at every message of a large store', () => {
      const db = openStore();
      addSession(db, 's1');
      db.transaction(() => {
        for (let index = 0; index < 1001; index++) addMessage(db, 's1', `m${index}`);
      });
      db.exec("UPDATE messages SET content = 'x' WHERE id IN ('m0', 'm499', 'm500', 'm1000')");
      expect(findDamagedMessages(db)).toEqual(['m0', 'm499', 'm500', 'm1000']);
    });
  });

  describe('addMissingHashes', () => {
    it('hashes complete messages that have none, in parts', () => {
      const db = openStore();
      addSession(db, 's1');
      for (let index = 1; index <= 5; index++) addMessage(db, 's1', `m${index}`);
      addMessage(db, 's1', 'open', { status: 'interrupted' });
      db.exec("UPDATE messages SET content_hash = NULL WHERE id <> 'm2'");
      const first = addMissingHashes(db, 0, 2);
      expect(db.all('SELECT id FROM messages WHERE content_hash IS NULL')).toEqual([
        { id: 'm4' },
        { id: 'm5' },
        { id: 'open' },
      ]);
      const second = addMissingHashes(db, first ?? 0, 2);
      expect(addMissingHashes(db, second ?? 0, 2)).toBeUndefined();
      assertSound(db);
    });
  });

  describe('recordAnalytics', () => {
    it('adds a whole event, and one of which little is known', () => {
      const db = openStore();
      recordAnalytics(db, {
        timestamp: at(0),
        eventType: 'reply',
        sessionId: 's1',
        model: 'm',
        promptTokens: 1,
        completionTokens: 2,
        cost: 0.5,
        durationMs: 9,
        metadata: { a: ['b'] },
      });
      recordAnalytics(db, { timestamp: at(1), eventType: 'opened' });
      const unknown = {
        session_id: null,
        model: null,
        prompt_tokens: null,
        completion_tokens: null,
        cost: null,
        duration_ms: null,
        metadata_json: null,
      };
      expect(db.all('SELECT * FROM analytics')).toEqual([
        {
          id: 1,
          timestamp: at(0),
          event_type: 'reply',
          session_id: 's1',
          model: 'm',
          prompt_tokens: 1,
          completion_tokens: 2,
          cost: 0.5,
          duration_ms: 9,
          metadata_json: '{"a":["b"]}',
        },
        { id: 2, timestamp: at(1), event_type: 'opened', ...unknown },
      ]);
    });

    it('refuses more than a message could hold', () => {
      const db = openStore();
      const metadata = { text: 'x'.repeat(16 * 1024 * 1024) };
      expect(() => recordAnalytics(db, { timestamp: at(0), eventType: 'x', metadata })).toThrow(withCode('too-large'));
    });
  });

  describe('listBalanceHistory', () => {
    it('returns what was seen between two moments, both included, oldest first', () => {
      const db = openStore();
      const point = (minutes: number) => ({ timestamp: at(minutes), diem: minutes, usd: null, source: 'reply' });
      for (const minutes of [4, 1, 3, 2]) recordBalance(db, point(minutes));
      expect(listBalanceHistory(db, at(2), at(4))).toEqual([point(2), point(3), point(4)]);
      expect(listBalanceHistory(db, at(5), at(9))).toEqual([]);
    });

    it('returns the newest 10,000 points', () => {
      const db = openStore();
      db.exec(`
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10001)
        INSERT INTO balance_history (timestamp, usd, source) SELECT '${at(0)}', i, 'reply' FROM n
      `);
      const points = listBalanceHistory(db, at(0), at(0));
      expect([points.length, points[0]?.usd, points.at(-1)?.usd]).toEqual([10_000, 2, 10_001]);
    });
  });

  describe('store facts', () => {
    it('are kept under their names, the last word wins', () => {
      const db = openStore();
      expect(getStoreFact(db, 'lastVerifiedBackupAt')).toBeUndefined();
      setStoreFact(db, 'lastVerifiedBackupAt', at(1));
      setStoreFact(db, 'lastVerifiedBackupAt', at(2));
      expect(getStoreFact(db, 'lastVerifiedBackupAt')).toBe(at(2));
    });

    it('give a store one id for ever', () => {
      const db = openStore();
      expect(ensureStoreId(db, () => 'first')).toBe('first');
      expect(ensureStoreId(db, () => 'second')).toBe('first');
    });
  });

  describe('unfinished replies', () => {
    it('are found, of one session or of all, oldest first', () => {
      const db = openStore();
      for (const id of ['s1', 's2']) addSession(db, id);
      addMessage(db, 's1', 'late', { status: 'streaming', createdAt: at(2) });
      addMessage(db, 's2', 'early', { status: 'queued', createdAt: at(1) });
      for (const status of ['complete', 'interrupted', 'error'] as const) addMessage(db, 's1', status, { status });
      const [early, late] = [
        { id: 'early', sessionId: 's2', status: 'queued', createdAt: at(1) },
        { id: 'late', sessionId: 's1', status: 'streaming', createdAt: at(2) },
      ];
      expect(listUnfinishedReplies(db)).toEqual([early, late]);
      expect(listUnfinishedReplies(db, 's1')).toEqual([late]);
      expect(['early', 'late', 'none'].map((id) => isStreaming(db, id))).toEqual([false, true, false]);
    });

    it('grow only while they stream', () => {
      const db = openStore();
      addSession(db, 's1');
      addMessage(db, 's1', 'open', { status: 'streaming', content: 'a\u0000' });
      addMessage(db, 's1', 'over', { status: 'interrupted', content: 'a' });
      expect([
        appendReplyText(db, 'open', '漢\u0000b'),
        appendReplyText(db, 'over', 'b'),
        appendReplyText(db, 'none', 'b'),
      ]).toEqual([true, false, false]);
      expect(['open', 'over'].map((id) => requireMessage(db, id).content)).toEqual(['a\u0000漢\u0000b', 'a']);
    });

    it('are opened again without what ended them', () => {
      const db = openStore();
      addSession(db, 's1');
      const error = { code: 'timeout', message: 'Too late.', retryable: true };
      const failed = (id: string, content: string) => {
        addMessage(db, 's1', id, {
          role: 'assistant',
          status: 'error',
          content,
          model: 'old',
          provider: { baseUrl: 'https://old', reasoning: 'Hm' },
        });
        db.run('UPDATE messages SET error_json = ? WHERE id = ?', [JSON.stringify(error), id]);
        return requireMessage(db, id);
      };
      const [empty, half] = [failed('m1', ''), failed('m2', 'Half')];
      const again = { baseUrl: 'https://new', model: 'new' };
      expect(reopenReply(db, empty, { ...again, status: 'queued' }, at(7))).toEqual({
        ...empty,
        model: 'new',
        error: null,
        status: 'queued',
        createdAt: at(7),
      });
      expect(reopenReply(db, half, { ...again, status: 'streaming' }, at(7))).toEqual({
        ...half,
        model: 'new',
        error: null,
        status: 'streaming',
      });
    });
  });
}
