import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFailed } from 'vitest';
import { MAX_CONTENT_BYTES } from '../../../lib/protocol/limits.ts';
import { BEING_PURGED } from '../../../lib/store/purge.ts';
import { createSearchIndex } from '../../../lib/store/search-index.ts';
import { addMessage, addSession, withCode } from '../../contract/rows.ts';
import { allRows, assertSound } from '../../support/assert-sound.ts';
import { lines, messageRow, NOON, sessionRow, writeBundle, writeJson } from '../../support/bundles.ts';
import { createRandom, faultSeed, rounds } from '../../support/rounds.ts';
import { temporaryFolder } from '../../support/temporary-store.ts';
import { changedFile, dataOf } from '../../support/transfer.ts';
import { SIDES } from '../../support/transfer-sides.ts';

const GOOD = { sessions: lines(sessionRow()), messages: lines(messageRow()) };

describe.each(SIDES)('to $program,', ({ program, open }) => {
  /** Neither looking at it nor importing it does anything to a store, and both say why. */
  async function expectRefused(file: string, words: string | RegExp): Promise<void> {
    const into = open();
    const before = into.using(allRows);
    for (const attempt of [() => into.analyzed(file), () => into.imported(file, 'replace')]) {
      const error = await attempt().then(
        () => 'taken',
        (reason: unknown) => reason,
      );
      expect(error).toEqual(withCode('invalid'));
      expect((error as Error).message).toMatch(words);
    }
    expect(into.using(allRows)).toEqual(before);
    expect(into.left()).toEqual([]);
  }

  /** Imports into an empty store; what came of it, which must be sound. */
  async function take(file: string) {
    const into = open();
    if (into.canIndex) into.using(createSearchIndex);
    const { counts, problems } = await into.imported(file);
    const rows = into.using((db) => {
      assertSound(db);
      return dataOf(db);
    });
    expect(into.left()).toEqual([]);
    return { counts, problems, rows };
  }

  describe('a bundle that is no good', () => {
    it.each<[string, Parameters<typeof writeBundle>[0], RegExp]>([
      ['no manifest', { parts: GOOD, without: ['manifest.json'] }, /no manifest/],
      ['a later format', { parts: GOOD, manifest: (all) => ({ ...all, formatVersion: 2 }) }, /newer Holdfast/],
      ['a later schema', { parts: GOOD, manifest: (all) => ({ ...all, schemaVersion: 999 }) }, /newer Holdfast/],
      ['a part that is missing', { parts: GOOD, without: ['tables/messages.jsonl'] }, /messages.jsonl is missing/],
      [
        'another number of rows',
        { parts: GOOD, manifest: (all) => ({ ...all, parts: all.parts.map((part) => ({ ...part, rows: 2 })) }) },
        /sessions.jsonl has 1 rows instead of 2/,
      ],
      [
        'another SHA-256',
        {
          parts: GOOD,
          manifest: (all) => ({ ...all, parts: all.parts.map((part) => ({ ...part, sha256: '0'.repeat(64) })) }),
        },
        /sessions.jsonl is not what was written/,
      ],
      [
        'another length',
        { parts: GOOD, manifest: (all) => ({ ...all, parts: all.parts.map((part) => ({ ...part, bytes: 5 })) }) },
        /length/,
      ],
      ['an entry twice', { parts: GOOD, entries: [['tables/sessions.jsonl', '{}\n']] }, /twice/],
      [
        'more entries than anybody needs',
        { parts: GOOD, entries: Array.from({ length: 1001 }, (_, index) => [`e${index}`, ''] as const) },
        /entries/,
      ],
      [
        'a manifest that is too long',
        { parts: GOOD, manifest: (all) => ({ ...all, more: 'x'.repeat(70_000) }) },
        /manifest is too long/,
      ],
      [
        'two gigabytes of nothing in a megabyte, as it says itself',
        {
          parts: GOOD,
          manifest: (all) => ({ ...all, parts: all.parts.map((part) => ({ ...part, bytes: 2 ** 31 })) }),
        },
        /would unpack to/,
      ],
    ])('with %s is refused, and nothing is written', async (_, changes, words) => {
      await expectRefused(await writeBundle(changes), words);
    });

    it('is refused with a path out of it, and nothing is unpacked by name', async () => {
      const good = readFileSync(await writeBundle({ parts: GOOD, entries: [['xx/xx/evil', 'x']] }));
      const evil = Buffer.from(good.toString('latin1').replaceAll('xx/xx/evil', '../../evil'), 'latin1');
      const file = join(temporaryFolder(), 'evil.holdfast');
      writeFileSync(file, evil);
      await expectRefused(file, /invalid relative path/);
    });

    it('is refused when its manifest is another one than was written', async () => {
      const good = await writeBundle({ parts: GOOD, isStored: true });
      const altered = changedFile(good, 'altered', (bytes) =>
        Buffer.from(bytes.toString('latin1').replace('"version":"1.0.0"', '"version":"1.0.1"'), 'latin1'),
      );
      await expectRefused(altered, /manifest is not the one that was written/);
      expect((await take(good)).rows['messages']).toHaveLength(1);
    });

    it('is refused when it unpacks to more than its entry says', async () => {
      const text = lines(sessionRow({ title: 'x'.repeat(400) }));
      const shorter = (part: Record<string, unknown>) => ({ ...part, bytes: text.length - 10 });
      const good = readFileSync(
        await writeBundle({
          parts: { sessions: text },
          manifest: (all) => ({ ...all, parts: all.parts.map(shorter) }),
        }),
      );
      const central = good.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
      const size = good.readUInt32LE(central + 24);
      expect(size).toBe(text.length);
      good.writeUInt32LE(size - 10, central + 24);
      const file = join(temporaryFolder(), 'more.holdfast');
      writeFileSync(file, good);
      await expectRefused(file, /too many bytes/);
    });

    it('is refused wherever it is cut off, and taken in by no half when a byte is another one', {
      timeout: 3_600_000,
    }, async () => {
      const from = open();
      from.using((db) => {
        for (const id of ['s1', 's2']) {
          addSession(db, id);
          for (let index = 0; index < 20; index++) addMessage(db, id, `${id} ${index}`, { content: `Text ${index}` });
        }
      });
      const file = await from.exported();
      const whole = from.using(dataOf);
      const { length } = readFileSync(file);
      const count = rounds('altered bundles', { test: 30, faults: 3000 });
      for (let round = 0; round < count; round++) {
        const random = createRandom(faultSeed, 'altered bundles', round);
        const cut = random.chance(0.5);
        const at = random.below(length);
        onTestFailed(() => console.error({ program, round, cut, at }));
        const altered = changedFile(file, 'altered', (bytes) => {
          if (cut) return bytes.subarray(0, at);
          bytes[at] = (bytes[at] ?? 0) ^ (1 + random.below(255));
          return bytes;
        });
        const into = open();
        const outcome = await into.imported(altered).then(
          () => 'taken',
          (error: unknown) => error,
        );
        const rows = into.using(dataOf);
        if (outcome === 'taken') expect([cut, rows]).toEqual([false, whole]);
        else {
          expect(outcome).toEqual(withCode('invalid'));
          expect(Object.values(rows).flat()).toEqual([]);
        }
      }
    });
  });

  describe('rows that are no good', () => {
    it.each<[string, Record<string, string>, { sessions: number; messages: number }, RegExp]>([
      [
        'no JSON',
        { ...GOOD, messages: lines('nonsense', '', '[1]', 'null', '7') },
        { sessions: 1, messages: 0 },
        /is no row/,
      ],
      [
        'nested a million levels deep',
        { ...GOOD, messages: lines(`{"id":${'['.repeat(1_000_000)}`) },
        { sessions: 1, messages: 0 },
        /is no row/,
      ],
      [
        'a hundred thousand columns',
        { ...GOOD, messages: lines(`{${Array.from({ length: 100_000 }, (_, i) => `"c${i}":1`).join(',')}}`) },
        { sessions: 1, messages: 0 },
        /is no row/,
      ],
      [
        'a prototype',
        { ...GOOD, messages: lines('{"__proto__":{"id":"m1","content":"x"},"session_id":"s1"}') },
        { sessions: 1, messages: 0 },
        /id is missing/,
      ],
      [
        'columns of other types',
        { ...GOOD, messages: lines(messageRow({ content: { $bytes: '00' } }), messageRow({ sequence: '1' })) },
        { sessions: 1, messages: 0 },
        /content must be text/,
      ],
      [
        'text that is longer than any message',
        { ...GOOD, messages: lines(messageRow({ content: 'x'.repeat(MAX_CONTENT_BYTES + 1) })) },
        { sessions: 1, messages: 0 },
        /longer than/,
      ],
      [
        'a session that is not in the file',
        { ...GOOD, messages: lines(messageRow(), messageRow({ id: 'm2', session_id: 'nowhere' })) },
        { sessions: 1, messages: 1 },
        /1 messages are left out/,
      ],
      [
        'the same id twice',
        {
          ...GOOD,
          messages: lines(messageRow(), messageRow({ sequence: 2 })),
          sessions: lines(sessionRow(), sessionRow()),
        },
        { sessions: 1, messages: 1 },
        /its id was there before/,
      ],
      [
        'a text that is not the one that was completed',
        { ...GOOD, messages: lines(messageRow({ content_hash: '0'.repeat(64) })) },
        { sessions: 1, messages: 0 },
        /does not have the text/,
      ],
      [
        'sessions that left each other',
        {
          sessions: lines(
            sessionRow({ id: 'a', parent_session_id: 'c' }),
            sessionRow({ id: 'b', parent_session_id: 'a' }),
            sessionRow({ id: 'c', parent_session_id: 'b' }),
            sessionRow({ id: 'd', parent_session_id: 'd' }),
          ),
        },
        { sessions: 4, messages: 0 },
        /2 sessions say that they left each other/,
      ],
      [
        'a draft of no session',
        { ...GOOD, drafts: lines({ session_id: 'nowhere', content: 'x', updated_at: NOON }) },
        { sessions: 1, messages: 1 },
        /1 drafts are left out/,
      ],
      [
        'keys of servers',
        {
          ...GOOD,
          preferences: lines({
            profile_id: 'p',
            key: 'sidepanel.auth.token',
            value_json: '"secret"',
            updated_at: NOON,
          }),
        },
        { sessions: 1, messages: 1 },
        /none that may be kept/,
      ],
    ])('are left out and told, the rest is taken in: %s', async (_, parts, expected, words) => {
      const { rows, problems } = await take(await writeBundle({ parts }));
      expect({ sessions: rows['sessions']?.length, messages: rows['messages']?.length }).toEqual(expected);
      expect(problems.map(({ message }) => message).join('\n')).toMatch(words);
      expect(JSON.stringify(rows)).not.toContain('secret');
    });

    it('get what they need: ids, places, whole characters, sums', async () => {
      const messages = [
        messageRow({ id: 'a\u0000b', sequence: -5, prompt_tokens: 2 }),
        messageRow({ id: '', sequence: 7, content: 'half \ud83d', prompt_tokens: 3 }),
        messageRow({ id: 'x'.repeat(500), sequence: 7, status: 'streaming', content: 'NUL \u0000' }),
        messageRow({ session_id: 's2', id: 'm1' }),
        messageRow({ session_id: 's1', id: 'm1', sequence: 9 }),
      ];
      const sessions = [sessionRow({ message_count: 1e9, prompt_tokens: 1e9, cost: 1e9 }), sessionRow({ id: 's2' })];
      const { rows } = await take(
        await writeBundle({ parts: { sessions: lines(...sessions), messages: lines(...messages) } }),
      );
      expect(rows['messages']).toMatchObject([
        { session_id: 's1', sequence: 1, content: 'Text' },
        { session_id: 's1', sequence: 2, content: 'half \ufffd' },
        { session_id: 's1', sequence: 3, status: 'interrupted', content: 'NUL \u0000' },
        { session_id: 's2', sequence: 1, id: 'm1' },
        { session_id: 's1', sequence: 4 },
      ]);
      expect(rows['sessions']).toMatchObject([
        { id: 's1', message_count: 4, prompt_tokens: 5, cost: 0 },
        { id: 's2', message_count: 1 },
      ]);
    });

    it('of a session that was being removed for ever do not come back', async () => {
      const parts = {
        sessions: lines(sessionRow(), sessionRow({ id: 's2', deleted_at: BEING_PURGED })),
        messages: lines(messageRow(), messageRow({ id: 'm2', session_id: 's2' })),
        drafts: lines({ session_id: 's2', content: 'x', updated_at: NOON }),
      };
      const { rows, problems } = await take(await writeBundle({ parts }));
      expect([rows['sessions'], rows['messages'], rows['drafts'], problems].map((list) => list?.length)).toEqual([
        1, 1, 0, 0,
      ]);
    });

    it('tell of no more than a hundred problems', async () => {
      const { problems, rows } = await take(
        await writeBundle({ parts: { ...GOOD, messages: lines(...Array.from({ length: 5000 }, () => 'x')) } }),
      );
      expect(problems).toHaveLength(101);
      expect(rows['sessions']).toHaveLength(1);
    });
  });

  describe('JSON that is no good', () => {
    const head = '{"format":"holdfast-json","formatVersion":1,"sessions":';
    it.each<[string, string | Buffer, RegExp]>([
      ['nothing', '', /no file that Holdfast can import/],
      ['an image', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10]), /no file that Holdfast can import/],
      ['another JSON', '{"conversations":[]}', /no file that Holdfast can import/],
      [
        'JSON without a format',
        '{"sessions":[{"id":"s1","messages":[{"id":"m1"}]}]}',
        /no file that Holdfast can import/,
      ],
      ['a later format', '{"format":"holdfast-json","formatVersion":2,"sessions":[]}', /newer Holdfast/],
      ['an array', '[{"format":"holdfast-json"}]', /no file that Holdfast can import/],
      ['half of it', `${head}[{"id":"s1","messages":[{"id":"m1"`, /cut off/],
      ['brackets that do not fit', `${head}[{"id":"s1"]}`, /cut off/],
      ['something after the end', `${head}[]}{}`, /no file that Holdfast can import/],
      ['a million levels', `${head}${'['.repeat(1_000_000)}`, /nested too deeply/],
      ['a million levels of objects', `${head}[{"a":${'{"a":'.repeat(1_000_000)}`, /nested too deeply/],
    ])('is refused: %s', (_, content, words) => expectRefused(writeJson(content), words));

    it('gives what is good of it', async () => {
      const session = { id: 's1', title: 'T', createdAt: NOON, messages: [] };
      const message = { role: 'user', content: 'Text', createdAt: NOON };
      const { rows, problems } = await take(
        writeJson(
          `\ufeff${head}[7,"x",${JSON.stringify({ ...session, messages: [message, 5, null, [1], { ...message, id: 7 }, { ...message, toolCalls: [{ a: 1 }] }] })},` +
            `{"id":"s2","__proto__":{"title":"x"},"createdAt":"${NOON}"},` +
            `{"messages":[${JSON.stringify(message)}],"id":"s3","title":"T","createdAt":"${NOON}"}` +
            `],"more":{"a":[1,2,{"b":"]}"}]}}`,
        ),
      );
      expect(rows['sessions']).toMatchObject([
        { id: 's1', title: 'T', model: '', is_imported: 1, message_count: 2 },
        { id: 's3', message_count: 0 },
      ]);
      expect(rows['messages']).toMatchObject([
        { content: 'Text', sequence: 1 },
        { content: 'Text', sequence: 6, tool_calls: '[{"a":1}]' },
      ]);
      expect(problems.map(({ where }) => where)).toEqual([
        'session 1, message 2',
        'session 1, message 3',
        'session 1, message 4',
        'session 1, message 5',
        'session 2',
        'session 3, message 1',
      ]);
    });
  });
});
