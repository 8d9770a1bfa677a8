import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { MAX_FRAME_FROM_HOST_BYTES } from '../../../lib/protocol/limits.ts';
import { createPortConnection } from '../../../lib/rpc/port-connection.ts';
import { createPortPair } from '../../support/fake-port.ts';
import { createFakeTimers } from '../../support/fake-timers.ts';

const THRESHOLD_BYTES = 512 * 1024;

/** Two connections over one port. */
function createTested({ onRequest = async (_method: string, params: unknown) => params } = {}) {
  const [near, far] = createPortPair();
  const onNotification = vi.fn();
  const timers = createFakeTimers();
  const asking = createPortConnection(near, { timers, onRequest, onNotification: () => {} });
  createPortConnection(far, { timers, onRequest, onNotification });
  return { near, far, asking, onNotification };
}

const SHAPES: Readonly<Record<string, (value: unknown, count: number) => unknown>> = {
  'a list': (value, count) => Array.from({ length: count }, () => value),
  'a list of objects': (value, count) => Array.from({ length: count }, () => ({ '': [value] })),
  'one text': (value, count) => textOf(value).repeat(count),
  'one key': (value, count) => ({ [textOf(value).repeat(count)]: value }),
  'many keys': (value, count) =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`${textOf(value)}${n}`, null])),
};

/** Not by its own `toString`, which may be anything. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const bytesOf = (message: object) => Buffer.byteLength(JSON.stringify(message));

const HARD_VALUES = ['"', '\u0000', '\u2028', '字', '🐙', '\ud800', '', -1.7976931348623157e308, false, null, [], {}];

/** A value of this shape whose message is about so long, compared with the threshold. */
function createNearThreshold(shape: string, value: unknown, percent: number): unknown {
  const create = SHAPES[shape] ?? (() => {});
  const bytesOfOne = (bytesOf([create(value, 2000)]) - bytesOf([create(value, 1000)])) / 1000;
  return create(value, Math.round((THRESHOLD_BYTES * percent) / 100 / Math.max(bytesOfOne, 1)));
}

function expectRightlyPosted(value: unknown): void {
  const { asking, far, onNotification } = createTested();
  asking.notify('value', { value });
  const isLong = bytesOf({ jsonrpc: '2.0', method: 'value', params: { value } }) > THRESHOLD_BYTES;
  const [first] = far.received as { method: string }[];
  expect(first?.method).toBe(isLong ? '$/chunk' : 'value');
  expect(JSON.stringify(onNotification.mock.lastCall)).toBe(JSON.stringify(['value', { value }]));
}

describe('createPortConnection', () => {
  it('sends short messages as they are', async () => {
    const { asking, far } = createTested();
    expect(await asking.request('echo', { text: 'hello' }, { timeoutMs: 1000 })).toEqual({ text: 'hello' });
    expect(far.received).toEqual([{ jsonrpc: '2.0', id: 1, method: 'echo', params: { text: 'hello' } }]);
  });

  it.each(Object.keys(SHAPES))('posts %s as it is up to the threshold and in chunks beyond it', (shape) => {
    for (const value of HARD_VALUES) {
      for (const percent of [98, 102]) expectRightlyPosted(createNearThreshold(shape, value, percent));
    }
  });

  it('decides so for any value', () => {
    const shapes = fc.constantFrom(...Object.keys(SHAPES));
    fc.assert(
      fc.property(shapes, fc.jsonValue({ maxDepth: 2 }), fc.integer({ min: 80, max: 120 }), (shape, value, percent) => {
        expectRightlyPosted(createNearThreshold(shape, value, percent));
      }),
      { numRuns: 15 },
    );
  });

  it('carries 4 MiB both ways in frames that any browser takes', async () => {
    const { asking, near, far } = createTested();
    const text = '"\u0001字🐙'.repeat(400_000);
    expect(await asking.request('echo', { text }, { timeoutMs: 1000 })).toEqual({ text });
    for (const frame of [...near.received, ...far.received]) {
      expect(bytesOf(frame as object)).toBeLessThanOrEqual(MAX_FRAME_FROM_HOST_BYTES);
    }
  });

  it('keeps several long messages apart', async () => {
    const { asking } = createTested();
    const texts = ['a', 'b', 'c'].map((letter) => letter.repeat(700_000));
    const answers = texts.map((text) => asking.request('echo', { text }, { timeoutMs: 1000 }));
    expect(await Promise.all(answers)).toEqual(texts.map((text) => ({ text })));
  });

  it('answers a chunk that does not fit with the stated error and lives on', async () => {
    const { asking, near } = createTested();
    near.postMessage({ jsonrpc: '2.0', method: '$/chunk', params: { id: 'a', index: 3, last: true, data: '{}' } });
    near.postMessage({ jsonrpc: '2.0', method: '$/chunk', params: { id: 'a', index: 0, last: true, data: '{' } });
    expect(near.received).toEqual([
      { jsonrpc: '2.0', id: null, error: expect.objectContaining({ code: -32600 }) },
      { jsonrpc: '2.0', id: null, error: expect.objectContaining({ code: -32700 }) },
    ]);
    expect(await asking.request('echo', { a: 1 }, { timeoutMs: 1000 })).toEqual({ a: 1 });
  });

  it("tells the other side nothing of a listener's own mistake", () => {
    const { near, onNotification } = createTested();
    onNotification.mockImplementation(() => {
      throw new Error('a mistake');
    });
    expect(() => near.postMessage({ jsonrpc: '2.0', method: 'changed', params: {} })).toThrow('a mistake');
    expect(near.received).toEqual([]);
  });
});
