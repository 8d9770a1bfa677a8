import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEvent, NOTHING_PLAYED } from '../../../lib/playback/apply-event.ts';
import { KEYFRAME_EVERY_MS, keyframeAt, makeKeyframes } from '../../../lib/playback/keyframes.ts';
import { outlineOf, sumsOf } from '../../../lib/playback/outline.ts';
import { playAt } from '../../../lib/playback/play-at.ts';
import { parseEvents, readEvents } from '../../../lib/playback/recorded-events.ts';

const RUNS = { seed: 37, numRuns: 300 };

const TYPES = [
  ...['message.user', 'message.assistant.start', 'message.assistant.chunk', 'message.assistant.complete'],
  ...[
    'tool.start',
    'tool.complete',
    'file.change',
    'proof.update',
    'balance.update',
    'error',
    'made.later',
    '',
    '__proto__',
  ],
];

const anyValue = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.constant([1]), fc.constant(Number.NaN));

/** Mostly well formed, with the fields that mean something, of few messages that are told of in any order. */
const anyEvent = fc.record(
  {
    ordinal: fc.oneof(fc.nat(200), fc.constantFrom(-1, 1.5, Number.NaN, undefined)),
    atMs: fc.oneof(fc.integer({ min: -100, max: 200_000 }), fc.constantFrom(undefined, null, Number.NaN, 1e300, 'x')),
    type: fc.oneof(fc.constantFrom(...TYPES), fc.constant(7)),
    data: fc.oneof(
      fc.record(
        {
          messageId: fc.constantFrom('a', 'b', '', 7),
          text: anyValue,
          offset: fc.oneof(fc.integer({ min: -5, max: 20 }), anyValue),
          callId: fc.constantFrom('c', 'd'),
          content: anyValue,
          status: anyValue,
          message: anyValue,
          usd: anyValue,
          promptTokens: anyValue,
        },
        { requiredKeys: [] },
      ),
      anyValue,
    ),
  },
  { requiredKeys: [] },
);
const anyRecording = fc.array(fc.oneof({ arbitrary: anyEvent, weight: 20 }, anyValue), { maxLength: 60 });

describe('playAt', () => {
  it('shows the same from a keyframe as from the beginning, at any time of any recording', () => {
    fc.assert(
      fc.property(anyRecording, fc.integer({ min: -10, max: 250_000 }), (raw, ms) => {
        const events = readEvents(raw);
        const whole = playAt(null, events, ms);
        expect(playAt(keyframeAt(makeKeyframes(events), events, ms), events, ms)).toEqual(whole);
        // As a page of the host has them.
        const stored = JSON.parse(JSON.stringify(makeKeyframes(events)));
        const keyframe = keyframeAt(stored, events, ms);
        const after = events.filter(({ ordinal, atMs }) => ordinal > (keyframe?.ordinal ?? -1) && atMs <= ms);
        expect(playAt(JSON.parse(JSON.stringify(keyframe)), after, ms)).toEqual(whole);
      }),
      RUNS,
    );
  });

  it('shows the end when everything has happened, and nothing before anything has', () => {
    const events = readEvents([{ atMs: 5, type: 'message.user', data: { messageId: 'a', text: 'Hi' } }]);
    expect(playAt(null, events, 4)).toEqual(NOTHING_PLAYED);
    expect(playAt(null, events, 5)).toEqual(events.reduce(applyEvent, NOTHING_PLAYED));
  });
});

describe('readEvents', () => {
  it('orders events by their ordinals, each once, and lets no time go back', () => {
    fc.assert(
      fc.property(anyRecording, (raw) => {
        const events = readEvents(raw);
        for (const [index, { ordinal, atMs }] of events.entries()) {
          const before = events[index - 1] ?? { ordinal: -1, atMs: 0 };
          expect(ordinal).toBeGreaterThan(before.ordinal);
          expect(atMs).toBeGreaterThanOrEqual(before.atMs);
        }
        expect(readEvents(events)).toEqual(events);
      }),
      RUNS,
    );
  });

  it.each(['', 'x', '{}', 'null', '[1,null,"a",[]]'])('finds none in %j', (json) => {
    expect(parseEvents(json)).toEqual([]);
  });
});

describe('makeKeyframes', () => {
  it('makes one on each half minute before which something happened, however long nothing does', () => {
    const at = (atMs: number, ordinal: number) => ({ ordinal, atMs, type: 'x', data: {} });
    const events = readEvents([at(1, 0), at(2, 1), at(30_000, 2), at(30_001, 3), at(1e12, 4), at(1e12, 5)]);
    expect(makeKeyframes(events).map(({ atMs, ordinal }) => [atMs, ordinal])).toEqual([
      [KEYFRAME_EVERY_MS, 2],
      [2 * KEYFRAME_EVERY_MS, 3],
    ]);
  });

  it('refers to texts instead of keeping them', () => {
    const text = 'x'.repeat(10_000);
    const events = readEvents([
      { atMs: 0, type: 'message.user', data: { messageId: 'a', text } },
      { atMs: 90_000, type: 'x' },
    ]);
    expect(JSON.stringify(makeKeyframes(events)).length).toBeLessThan(200);
  });
});

describe('applyEvent', () => {
  const play = (...events: object[]) => readEvents(events).reduce(applyEvent, NOTHING_PLAYED);

  it('grows a reply by its pieces, each once, until it is complete', () => {
    const piece = (text: string, offset?: number) => ({
      ...{ type: 'message.assistant.chunk', data: { messageId: 'a', text, offset } },
    });
    const { entries } = play(
      { type: 'message.assistant.start', data: { messageId: 'a', model: 'm' } },
      piece('The ', 0),
      piece('he moon', 1),
      piece('!'),
      { type: 'tool.start', data: { messageId: 'a', callId: 'c', name: 'look', arguments: '{}' } },
      { type: 'tool.complete', data: { messageId: 'a', callId: 'c', output: 'seen', durationMs: 5 } },
      { type: 'message.assistant.complete', data: { messageId: 'a', promptTokens: 3, completionTokens: 4, cost: 0.5 } },
    );
    expect(entries).toEqual([
      {
        ...{ id: 'a', kind: 'reply', atMs: 0, text: 'The moon!', status: 'complete', model: 'm', error: null },
        tools: [{ id: 'c', name: 'look', status: 'completed', arguments: '{}', output: 'seen', durationMs: 5 }],
        ...{ promptTokens: 3, completionTokens: 4, cost: 0.5, durationMs: null },
      },
    ]);
  });

  it('shows failures with the reply they are of, or by themselves, and what is not known as unknown', () => {
    const { entries } = play(
      { type: 'message.assistant.start', data: { messageId: 'a' } },
      { type: 'error', data: { messageId: 'a', code: 'timeout', message: 'Too late.' } },
      { type: 'error', data: { code: 'timeout' } },
      { type: 'file.change', data: { path: 'a.ts', status: 'modified', additions: 2, deletions: 1 } },
      { type: 'proof.update', data: { file: 'A.lean', line: 3, status: 'open', goals: 2 } },
      { type: 'made.later', data: {} },
    );
    expect(entries.map(({ kind, text, status, error }) => [kind, text, status, error])).toEqual([
      ['reply', '', 'error', 'Too late.'],
      ['error', 'timeout', 'complete', null],
      ['file', 'a.ts modified, +2 −1', 'complete', null],
      ['proof', 'A.lean:3 open, goals: 2', 'complete', null],
      ['unknown', 'Unknown event: made.later', 'complete', null],
    ]);
  });

  it('takes the latest balance', () => {
    const told = (data: object) => ({ type: 'balance.update', data });
    expect(play(told({ usd: 5, diem: 1 }), told({ usd: 4 }))).toEqual({ entries: [], usd: 4, diem: null });
  });
});

describe('outlineOf and sumsOf', () => {
  it('tell what happened when, where nothing did, and what it cost', () => {
    const complete = { messageId: 'a', promptTokens: 3, completionTokens: 4, cost: 0.5 };
    const events = readEvents([
      { atMs: 10, type: 'message.user', data: { messageId: 'q', text: 'x' } },
      { atMs: 20, type: 'message.assistant.start', data: { messageId: 'a' } },
      { atMs: 5000, type: 'tool.start', data: { messageId: 'a', callId: 'c' } },
      { atMs: 5001, type: 'balance.update', data: { usd: 1 } },
      { atMs: 8000, type: 'message.assistant.complete', data: complete },
      { atMs: 9000, type: 'message.assistant.complete', data: complete },
    ]);
    expect(outlineOf(events)).toEqual({
      marks: [
        { atMs: 10, kind: 'question' },
        { atMs: 20, kind: 'reply' },
        { atMs: 5000, kind: 'tool' },
      ],
      gaps: [{ fromMs: 20, toMs: 5000 }],
    });
    expect(sumsOf(events)).toEqual({ messages: 2, promptTokens: 3, completionTokens: 4, cost: 0.5 });
  });
});
