import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { createFrameDecoder, encodeFrame } from '../../native-host/framing.ts';
import { createStdioConnection } from '../../native-host/stdio-connection.ts';
import { createFakeTimers, settled } from '../support/fake-timers.ts';

const MAX_FRAME_BYTES = 1_048_576;

/** A connection that answers with its parameters, and what it wrote. */
function createTested() {
  const input = new PassThrough();
  const decoder = createFrameDecoder(MAX_FRAME_BYTES);
  const written: unknown[] = [];
  const [onEnd, onBroken, onNotification] = [vi.fn(), vi.fn(), vi.fn()];
  const connection = createStdioConnection({
    input,
    write: (bytes) => {
      for (const frame of decoder.push(bytes)) written.push(JSON.parse(frame.toString()));
    },
    timers: createFakeTimers(),
    onRequest: (_method, params) => params ?? null,
    onNotification,
    onEnd,
    onBroken,
  });
  return { input, written, onEnd, onBroken, onNotification, connection };
}

const request = (id: unknown, params?: unknown) =>
  encodeFrame(JSON.stringify({ jsonrpc: '2.0', id, method: 'echo', params }));
const answer = (id: unknown, result: unknown) => ({ jsonrpc: '2.0', id, result });
const refusal = (code: number) => ({ jsonrpc: '2.0', id: null, error: { code, message: expect.any(String) } });

describe('createStdioConnection', () => {
  it('answers requests, several in one piece or one in several', async () => {
    const { input, written } = createTested();
    const bytes = Buffer.concat([request(1, { a: 1 }), request(2), request('ä', ['🐙'])]);
    input.write(bytes);
    await settled();
    for (const byte of bytes) input.write(Buffer.from([byte]));
    await settled();
    const answers = [answer(1, { a: 1 }), answer(2, null), answer('ä', ['🐙'])];
    expect(written).toEqual([...answers, ...answers]);
  });

  it.each([
    ['no JSON', Buffer.from('{"a":')],
    ['two values', Buffer.from('{}{}')],
    ['a truncated character', Buffer.from('"🐙"').subarray(0, 3)],
    ['an overlong form', Buffer.from([0x22, 0xc0, 0xaf, 0x22])],
    ['a surrogate in UTF-8', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ['UTF-16', Buffer.from('{"a":1}', 'utf16le')],
    ['a zero byte', Buffer.from([0])],
    ['a million brackets', Buffer.alloc(1_000_000, '[')],
  ])('answers a frame of %s with a parse error and lives on', async (_, body) => {
    const { input, written, onBroken } = createTested();
    input.write(encodeFrame(' '.repeat(body.length)).fill(body, 4));
    input.write(request(1, 'still there'));
    await settled();
    expect(written).toEqual([refusal(-32700), answer(1, 'still there')]);
    expect(onBroken).not.toHaveBeenCalled();
  });

  it('survives nesting deeper than any stack', async () => {
    const { input, written } = createTested();
    input.write(encodeFrame('['.repeat(500_000) + ']'.repeat(500_000)));
    input.write(request(1));
    await settled();
    expect(written).toEqual([refusal(-32600), answer(1, null)]);
  });

  it('takes and sends long messages in chunks of at most 1 MiB', async () => {
    const { input, written } = createTested();
    const text = '"\u0001字🐙'.repeat(300_000);
    const json = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'echo', params: { text } });
    const cuts = [0, 700_000, 1_400_000, json.length];
    for (const [index, start] of cuts.slice(0, -1).entries()) {
      const params = { id: 'a', index, last: index === 2, data: json.slice(start, cuts[index + 1]) };
      input.write(encodeFrame(JSON.stringify({ jsonrpc: '2.0', method: '$/chunk', params })));
    }
    await settled();
    const chunks = written as { method: string; params: { data: string } }[];
    expect(new Set(chunks.map(({ method }) => method))).toEqual(new Set(['$/chunk']));
    expect(JSON.parse(chunks.map(({ params }) => params.data).join(''))).toEqual(answer(1, { text }));
  });

  it('answers a chunk out of order with the stated error', async () => {
    const { input, written } = createTested();
    const params = { id: 'a', index: 1, last: true, data: '{}' };
    input.write(encodeFrame(JSON.stringify({ jsonrpc: '2.0', method: '$/chunk', params })));
    await settled();
    expect(written).toEqual([refusal(-32600)]);
  });

  it('ends when the input ends between two frames', async () => {
    const { input, written, onEnd, onBroken } = createTested();
    input.end(request(1));
    await settled();
    expect(written).toEqual([answer(1, null)]);
    expect([onEnd.mock.calls.length, onBroken.mock.calls.length]).toEqual([1, 0]);
  });

  it.each([
    ['a length of zero', Buffer.alloc(4)],
    ['a length beyond 64 MiB', Buffer.from([1, 0, 0, 4])],
    ['the largest length', Buffer.alloc(4, 0xff)],
  ])('breaks off at %s: what came before is answered, one error, nothing after it', async (_, broken) => {
    const { input, written, onEnd, onBroken } = createTested();
    input.write(Buffer.concat([request(1), broken, request(2)]));
    input.write(request(3));
    input.end();
    await settled();
    expect(written).toHaveLength(2);
    expect(written).toEqual(expect.arrayContaining([answer(1, null), refusal(-32700)]));
    expect([onEnd.mock.calls.length, onBroken.mock.calls.length]).toEqual([0, 1]);
  });

  it('breaks off for good: the end of a broken input is not a clean end', async () => {
    const { input, written, onEnd, onBroken } = createTested();
    input.end(Buffer.alloc(4));
    await settled();
    expect(written).toEqual([refusal(-32700)]);
    expect([onEnd.mock.calls.length, onBroken.mock.calls.length]).toEqual([0, 1]);
  });

  it('breaks off when the input ends inside a frame', async () => {
    const { input, written, onEnd, onBroken } = createTested();
    input.end(request(1).subarray(0, 9));
    await settled();
    expect(written).toEqual([refusal(-32700)]);
    expect(onBroken.mock.calls).toEqual([[expect.objectContaining({ code: 'invalid' })]]);
    expect(onEnd).not.toHaveBeenCalled();
  });

  it('ends when the input fails', async () => {
    const { input, onEnd } = createTested();
    input.destroy(new Error('EIO'));
    await settled();
    expect(onEnd).toHaveBeenCalledOnce();
  });

  it('lets its owner hear of a mistake in a listener, not the other side', () => {
    const { input, written, onNotification } = createTested();
    onNotification.mockImplementation(() => {
      throw new Error('a mistake');
    });
    const frame = encodeFrame(JSON.stringify({ jsonrpc: '2.0', method: 'changed' }));
    expect(() => input.emit('data', frame)).toThrow('a mistake');
    expect(written).toEqual([]);
  });
});
