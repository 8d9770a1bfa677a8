import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReplyWriter, type ReplyWriter } from '../../../lib/chat/reply-writer.ts';
import { AppError } from '../../../lib/protocol/errors.ts';
import { MAX_CONTENT_BYTES } from '../../../lib/protocol/limits.ts';
import { formatTimestamp } from '../../../lib/protocol/timestamp.ts';
import { getProviderDetails, updateMessage } from '../../../lib/store/messages.ts';
import { assertSound } from '../../support/assert-sound.ts';
import { createReplyFixture, type ReplyFixture } from './reply-fixture.ts';

function write(fixture: ReplyFixture, endsStopped = false): ReplyWriter & { readonly refusals: AppError[] } {
  const refusals: AppError[] = [];
  const { clock, reply, announce } = fixture;
  const db = () => fixture.db;
  const { now, timers } = clock;
  const onRefused = (reason: AppError) => void refusals.push(reason);
  return Object.assign(
    createReplyWriter({ db, reply, announce, now, timers, toTimestamp: formatTimestamp, onRefused, endsStopped }),
    { refusals },
  );
}

const say = (writer: ReplyWriter, text: string) => writer.add({ kind: 'text', text });
const think = (writer: ReplyWriter, text: string) => writer.add({ kind: 'reasoning', text });
const deltas = (fixture: ReplyFixture) =>
  fixture.said.filter(([name]) => name === 'chat/delta').map(([, params]) => params);

describe('createReplyWriter', () => {
  it('has text in the store at most 250 ms after it arrived', async () => {
    const fixture = createReplyFixture();
    const writer = write(fixture);
    const arrivals: { atMs: number; length: number }[] = [];
    for (let step = 0; step < 50; step++) {
      say(writer, `${step} `);
      arrivals.push({ atMs: fixture.clock.now(), length: writer.addedText.length });
      await fixture.clock.advance(35);
      const due = arrivals.filter(({ atMs }) => fixture.clock.now() - atMs >= 250).at(-1)?.length ?? 0;
      expect(fixture.row().content.length).toBeGreaterThanOrEqual(due);
      expect(writer.addedText.startsWith(fixture.row().content)).toBe(true);
    }
    await fixture.clock.advance(250);
    expect(fixture.row().content).toBe(writer.addedText);
  });

  it('writes a lone piece 250 ms after it came, and nothing more', async () => {
    const fixture = createReplyFixture();
    const writer = write(fixture);
    say(writer, 'Text');
    await fixture.clock.advance(250);
    expect(fixture.row()).toMatchObject({ content: 'Text', status: 'streaming' });
    expect(fixture.clock.pendingCount).toBe(0);
  });

  it('tells panels soon, each character once, where it stands in the reply', async () => {
    const fixture = createReplyFixture('Already 👩');
    const writer = write(fixture);
    say(writer, 'a👧');
    say(writer, 'b');
    await fixture.clock.advance(30);
    say(writer, 'c');
    await fixture.clock.advance(30);
    expect(deltas(fixture)).toEqual([
      { replyId: 'r1', offset: 10, text: 'a👧b' },
      { replyId: 'r1', offset: 14, text: 'c' },
    ]);
  });

  it('keeps reasoning beside the text', async () => {
    const fixture = createReplyFixture('', 'Before. ');
    const writer = write(fixture);
    think(writer, 'Hm, ');
    await fixture.clock.advance(250);
    expect(fixture.row()).toMatchObject({ content: '', reasoning: 'Before. Hm, ' });
    think(writer, 'yes.');
    say(writer, 'Text');
    await fixture.clock.advance(250);
    expect(fixture.row()).toMatchObject({ content: 'Text', reasoning: 'Before. Hm, yes.' });
    expect(writer.reasoning).toBe('Before. Hm, yes.');
  });

  it.each(['disk-full', 'busy', 'read-only'] as const)(
    'keeps text while the store says %s, and writes it when it can',
    async (code) => {
      const fixture = createReplyFixture();
      const writer = write(fixture);
      say(writer, 'a');
      await fixture.clock.advance(250);
      fixture.refusal = new AppError(code, 'No.');
      say(writer, 'b');
      await fixture.clock.advance(5000);
      say(writer, 'c');
      think(writer, 'Hm');
      await fixture.clock.advance(60_000);
      expect(fixture.row().content).toBe('a');
      fixture.refusal = undefined;
      await fixture.clock.advance(1000);
      expect(fixture.row()).toMatchObject({ content: 'abc', reasoning: 'Hm' });
      expect(writer.refusals).toEqual([]);
      expect(
        deltas(fixture)
          .map((delta) => (delta as { text: string }).text)
          .join(''),
      ).toBe('abc');
    },
  );

  it('gives up when another program took the store to a later version', async () => {
    const fixture = createReplyFixture();
    const writer = write(fixture);
    fixture.other.exec('PRAGMA user_version = 900');
    say(writer, 'a');
    await fixture.clock.advance(250);
    expect(writer.refusals).toMatchObject([{ code: 'store-newer-than-host' }]);
    expect(fixture.clock.pendingCount).toBe(0);
  });

  it.each([
    ['stopped', "UPDATE messages SET status = 'interrupted' WHERE id = 'r1'"],
    ['deleted', "DELETE FROM sessions WHERE id = 's1'"],
  ])('takes no more when the reply was %s elsewhere', async (_, sql) => {
    const fixture = createReplyFixture();
    const writer = write(fixture);
    say(writer, 'a');
    await fixture.clock.advance(250);
    fixture.other.exec(sql);
    say(writer, 'b');
    await fixture.clock.advance(250);
    say(writer, 'c');
    await fixture.clock.advance(60_000);
    expect(writer.refusals).toMatchObject([{ code: 'cancelled' }]);
    expect(fixture.other.all('SELECT content FROM messages WHERE content IN (?, ?)', ['ab', 'abc'])).toEqual([]);
    expect(writer.finish({ status: 'complete' }, () => expect.unreachable())).toBeUndefined();
  });

  it('cuts a reply that no message can hold, at a whole piece', async () => {
    const fixture = createReplyFixture('x'.repeat(100));
    const writer = write(fixture);
    say(writer, 'y'.repeat(MAX_CONTENT_BYTES - 100 - 4));
    say(writer, '漢');
    expect(writer.refusals).toEqual([]);
    say(writer, '漢');
    say(writer, 'z');
    expect(writer.refusals).toMatchObject([{ code: 'too-large' }]);
    const finished = writer.finish({ status: 'error' }, () => {});
    expect(finished?.content.length).toBe(MAX_CONTENT_BYTES - 4 + 1);
    expect(finished?.content.endsWith('y漢')).toBe(true);
  });

  it('counts reasoning towards the same limit', () => {
    const fixture = createReplyFixture('', 'x'.repeat(1000));
    const writer = write(fixture);
    think(writer, 'x'.repeat(MAX_CONTENT_BYTES - 1000));
    expect(writer.refusals).toEqual([]);
    think(writer, 'x');
    expect(writer.refusals).toMatchObject([{ code: 'too-large' }]);
  });

  describe('finish', () => {
    it('writes what is left, how it ended, and what goes with it, all or nothing', () => {
      const fixture = createReplyFixture();
      const writer = write(fixture);
      say(writer, 'Text');
      think(writer, 'Hm');
      const fail = () => {
        throw new Error('no');
      };
      expect(() => writer.finish({ status: 'complete', completionTokens: 4 }, fail)).toThrow('no');
      expect(fixture.row()).toMatchObject({ content: '', status: 'streaming', completionTokens: null });
      const finished = writer.finish(
        { status: 'complete', completionTokens: 4, provider: { finishReason: 'stop' } },
        (reply) => {
          expect(reply).toMatchObject({ content: 'Text', status: 'complete' });
        },
      );
      expect(finished).toEqual(fixture.row());
      expect(getProviderDetails(fixture.db, 'r1')).toMatchObject({ reasoning: 'Hm', finishReason: 'stop' });
      expect(deltas(fixture)).toEqual([{ replyId: 'r1', offset: 0, text: 'Text' }]);
      assertSound(fixture.db);
    });
  });

  it('stores exactly what arrived, whatever the pieces, the waits and the refusals', async () => {
    const piece = fc.record({
      text: fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }).map((text) => text.toWellFormed()),
      waitMs: fc.constantFrom(0, 10, 50, 300),
      isRefused: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        const fixture = createReplyFixture();
        const writer = write(fixture);
        for (const { text, waitMs, isRefused } of pieces) {
          fixture.refusal = isRefused ? new AppError('disk-full', 'No.') : undefined;
          say(writer, text);
          await fixture.clock.advance(waitMs);
        }
        fixture.refusal = undefined;
        await fixture.clock.advance(1000);
        const all = pieces.map(({ text }) => text).join('');
        expect(fixture.row().content).toBe(all);
        expect(
          deltas(fixture)
            .map((delta) => (delta as { text: string }).text)
            .join(''),
        ).toBe(all);
      }),
      { numRuns: 25 },
    );
  });

  describe('of a reply that is stopped by its row alone', () => {
    const END = { status: 'complete', completionTokens: 3 } as const;

    async function stopInStore(change: (fixture: ReplyFixture) => void) {
      const fixture = createReplyFixture('Before. ');
      const writer = write(fixture, true);
      say(writer, 'Written. ');
      await fixture.clock.advance(250);
      say(writer, 'Pending.');
      updateMessage(fixture.other, 'r1', { status: 'interrupted' }, formatTimestamp(fixture.clock.now()));
      change(fixture);
      const finished = writer.finish(END, () => {});
      assertSound(fixture.db);
      return { finished, row: fixture.row() };
    }

    it('adds what had come and what it used, and leaves it interrupted', async () => {
      const { finished, row } = await stopInStore(() => {});
      expect(row).toMatchObject({ content: 'Before. Written. Pending.', status: 'interrupted', completionTokens: 3 });
      expect(finished).toEqual(row);
    });

    it.each([
      ['was changed since', { content: 'Changed.' }],
      ['waits to be made again', { status: 'queued' }],
    ] as const)('leaves one alone that %s', async (_, changes) => {
      const { finished, row } = await stopInStore(({ other, clock }) => {
        updateMessage(other, 'r1', changes, formatTimestamp(clock.now()));
      });
      expect(finished).toBeUndefined();
      expect(row).toMatchObject({ ...changes, completionTokens: null });
    });
  });
});
