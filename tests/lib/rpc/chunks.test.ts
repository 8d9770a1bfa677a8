import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_FRAME_FROM_HOST_BYTES } from '../../../lib/protocol/limits.ts';
import { createChunkJoiner, needsChunks, splitIntoChunks } from '../../../lib/rpc/chunks.ts';

const KiB = 1024;

/** Text of a few hundred KiB, dense in what takes more room on the wire than in memory, or is cut wrongly. */
const longText = fc
  .array(
    fc.tuple(
      fc.oneof(
        fc.constantFrom('x', '"', '\\', '\u0000', '\u001f', '\u2028', 'ä', '字', '\uffff', '🐙', '\ud800', '\udc00'),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
      ),
      fc.integer({ min: 1, max: 90_000 }),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((runs) => runs.map(([text, count]) => text.repeat(Math.ceil(count / text.length))).join(''));

function join(chunks: Iterable<object>, joiner = createChunkJoiner()): unknown {
  let joined: unknown;
  for (const chunk of chunks) joined = joiner.accept(JSON.parse(JSON.stringify(chunk)));
  return joined;
}

function chunk(id: unknown, index: unknown, data: unknown, last: unknown = false) {
  return { jsonrpc: '2.0', method: '$/chunk', params: { id, index, last, data } };
}

describe('splitIntoChunks', () => {
  it('cuts any message so that joining gives it back', () => {
    fc.assert(
      fc.property(longText, (text) => {
        // No generated keys: V8 14.6 reads some keys with escapes wrongly (DECISIONS.md).
        const message = { jsonrpc: '2.0', id: 1, result: { text, list: [text, { text }] } };
        const json = JSON.stringify(message);
        const chunks = [...splitIntoChunks(json, 'a')] as { params: { data: string } }[];
        expect(chunks.map(({ params }) => params.data).join('') === json, 'not a letter changed').toBe(true);
        expect(join(chunks)).toEqual(message);
      }),
      { numRuns: 30 },
    );
  });

  it('keeps every frame within 1 MiB of UTF-8, whatever the text', () => {
    fc.assert(
      fc.property(longText, (text) => {
        for (const frame of splitIntoChunks(JSON.stringify({ text }), 'x'.repeat(100))) {
          expect(Buffer.byteLength(JSON.stringify(frame))).toBeLessThanOrEqual(MAX_FRAME_FROM_HOST_BYTES);
        }
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ['quotes', '"'],
    ['backslashes', '\\'],
    ['control characters', '\u0001'],
    ['lone surrogates', '\ud83d'],
    ['characters of three bytes', '\uffff'],
    ['characters of four bytes', '🐙'],
  ])('keeps every frame within 1 MiB when all is %s', (_, unit) => {
    const json = JSON.stringify({ text: unit.repeat(1_000_000) });
    const sizes = [...splitIntoChunks(json, '1')].map((frame) => Buffer.byteLength(JSON.stringify(frame)));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_FRAME_FROM_HOST_BYTES);
  });

  it('cuts no code point', () => {
    for (const offset of ['', 'x']) {
      const slices = [...splitIntoChunks(offset + '🐙'.repeat(400 * KiB), '1')] as { params: { data: string } }[];
      expect(slices.length).toBeGreaterThan(3);
      expect(slices.every(({ params }) => params.data.isWellFormed())).toBe(true);
    }
  });

  it('numbers the chunks and marks the last', () => {
    const params = [...splitIntoChunks('x'.repeat(600 * KiB), 'id')].map((frame) => {
      const { data, ...rest } = (frame as ReturnType<typeof chunk>).params;
      return { ...rest, units: String(data).length };
    });
    expect(params).toEqual([
      { id: 'id', index: 0, last: false, units: 256 * KiB },
      { id: 'id', index: 1, last: false, units: 256 * KiB },
      { id: 'id', index: 2, last: true, units: 88 * KiB },
    ]);
  });
});

describe('needsChunks', () => {
  it.each([
    ['one byte each', 'x', 512 * KiB],
    ['three bytes each', '字', Math.floor((512 * KiB) / 3)],
    ['four bytes each', '🐙', 128 * KiB],
  ])('counts bytes of UTF-8, %s', (_, character, fitting) => {
    expect([fitting, fitting + 1].map((count) => needsChunks(character.repeat(count)))).toEqual([false, true]);
  });
});

describe('createChunkJoiner', () => {
  it('passes on what is no chunk', () => {
    const joiner = createChunkJoiner();
    for (const message of [{ jsonrpc: '2.0', id: 1, method: 'hello' }, null, 5, 'text', [], { method: '$/chunks' }]) {
      expect(joiner.accept(message)).toBe(message);
    }
  });

  it('passes on a request that has the name of a chunk: it must be answered', () => {
    const request = { ...chunk('a', 0, '{}', true), id: 1 };
    expect(createChunkJoiner().accept(request)).toBe(request);
  });

  it('joins messages that arrive interleaved', () => {
    const joiner = createChunkJoiner();
    const arrivals = [
      chunk('a', 0, '{"a"'),
      chunk('b', 0, '["b",'),
      chunk('a', 1, ':1', false),
      chunk('b', 1, '2]', true),
      chunk('a', 2, '}', true),
    ];
    expect(arrivals.map((message) => joiner.accept(message))).toEqual([
      undefined,
      undefined,
      undefined,
      ['b', 2],
      { a: 1 },
    ]);
  });

  it.each([
    ['one is missing', [chunk('a', 0, '{'), chunk('a', 2, '}', true)]],
    ['one comes twice', [chunk('a', 0, '{'), chunk('a', 0, '{')]],
    ['the first is missing', [chunk('a', 1, '}', true)]],
    ['an index is negative', [chunk('a', -1, '{')]],
    ['an index is a fraction', [chunk('a', 0.5, '{')]],
  ])('drops a message when %s, and takes its id anew', (_, chunks) => {
    const joiner = createChunkJoiner();
    for (const early of chunks.slice(0, -1)) joiner.accept(early);
    expect(() => joiner.accept(chunks.at(-1))).toThrow('out of order');
    expect(join([chunk('a', 0, '{"b"'), chunk('a', 1, ':1}', true)], joiner)).toEqual({ b: 1 });
  });

  it.each([
    ['no parameters', { method: '$/chunk' }],
    ['null', { method: '$/chunk', params: null }],
    ['an array', { method: '$/chunk', params: ['a', 0, true, '{}'] }],
    ['an id that is no text', chunk(1, 0, '{}', true)],
    ['an endless id', chunk('x'.repeat(101), 0, '{}', true)],
    ['no index', chunk('a', undefined, '{}', true)],
    ['an index that is text', chunk('a', '0', '{}', true)],
    ['no data', chunk('a', 0, undefined, true)],
    ['data that is no text', chunk('a', 0, {}, true)],
  ])('refuses a chunk with %s', (_, message) => {
    expect(() => createChunkJoiner().accept(message)).toThrow('needs {id, index, last, data}');
  });

  it('says when the joined text is no JSON', () => {
    expect(() => createChunkJoiner().accept(chunk('a', 0, '{"a":', true))).toThrow(
      expect.objectContaining({ name: 'RpcError', code: -32700 }),
    );
  });

  it('takes ids that are names of every object', () => {
    const ids = ['__proto__', 'constructor', 'toString'];
    const joiner = createChunkJoiner();
    for (const id of ids) joiner.accept(chunk(id, 0, '"'));
    expect(ids.map((id) => joiner.accept(chunk(id, 1, `${id}"`, true)))).toEqual(ids);
  });

  it('takes messages up to its limit in bytes of UTF-8, one after the other', () => {
    const joiner = createChunkJoiner(100);
    const json = `"${'ä'.repeat(49)}"`;
    for (let time = 0; time < 3; time++) {
      expect(join([chunk('a', 0, json.slice(0, 20)), chunk('a', 1, json.slice(20), true)], joiner)).toBe(
        'ä'.repeat(49),
      );
    }
    expect(() => joiner.accept(chunk('b', 0, `${json} `, true))).toThrow('longer than 100 bytes');
  });

  it('counts all messages in the making together, and frees what it drops', () => {
    const joiner = createChunkJoiner(100);
    joiner.accept(chunk('a', 0, 'x'.repeat(60)));
    expect(() => joiner.accept(chunk('b', 0, 'x'.repeat(41)))).toThrow('longer than 100 bytes');
    joiner.accept(chunk('b', 0, 'x'.repeat(40)));
    expect(() => joiner.accept(chunk('a', 5, ' '))).toThrow('out of order');
    joiner.accept(chunk('c', 0, 'x'.repeat(60)));
    expect(() => joiner.accept(chunk('d', 0, 'x'))).toThrow('longer than 100 bytes');
  });

  it('bounds how many pieces it keeps, however small they are', () => {
    const joiner = createChunkJoiner(1_000_000, 1000);
    for (let index = 0; index < 500; index++) joiner.accept(chunk('long', index, ''));
    for (let id = 0; id < 500; id++) joiner.accept(chunk(`short ${id}`, 0, ''));
    expect(() => joiner.accept(chunk('one more', 0, ' '))).toThrow('too many pieces');
    expect(() => joiner.accept(chunk('long', 500, ' '))).toThrow('too many pieces');
    expect(join([chunk('again', 0, '{"a"'), chunk('again', 1, ':1}', true)], joiner)).toEqual({ a: 1 });
  });
});
