import { endianness } from 'node:os';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createFrameDecoder, encodeFrame } from '../../native-host/framing.ts';

const MiB = 1024 * 1024;

function header(length: number): Buffer {
  const bytes = Buffer.alloc(4);
  if (endianness() === 'LE') bytes.writeUInt32LE(length);
  else bytes.writeUInt32BE(length);
  return bytes;
}

/** What a decoder makes of a stream that comes in pieces: frames as text, and why it gave up. */
function decode(pieces: readonly Buffer[], maxBytes = 1000) {
  const decoder = createFrameDecoder(maxBytes);
  const frames: string[] = [];
  try {
    for (const piece of pieces) for (const frame of decoder.push(piece)) frames.push(frame.toString());
    decoder.end();
    return { frames };
  } catch (error) {
    return { frames, error: (error as Error).message };
  }
}

/** `stream` cut at these places. */
function cut(stream: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...new Set(places.map((place) => Math.floor(place * stream.length))), stream.length];
  ends.sort((a, b) => a - b);
  return ends.map((end, index) => stream.subarray(ends[index - 1] ?? 0, end));
}

describe('encodeFrame', () => {
  it('puts the length in bytes of UTF-8 before the text, in native byte order', () => {
    expect(encodeFrame('"ä🐙"')).toEqual(Buffer.concat([header(8), Buffer.from('"ä🐙"')]));
  });
});

describe('createFrameDecoder', () => {
  const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });

  it('gives the same frames however the stream is cut', () => {
    const texts = fc.array(fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }), { maxLength: 6 });
    fc.assert(
      fc.property(texts, places, (frames, cuts) => {
        expect(decode(cut(Buffer.concat(frames.map(encodeFrame)), cuts))).toEqual({ frames });
      }),
    );
  });

  it('gives the frames before a place where the stream is lost, however it is cut', () => {
    const broken = fc.constantFrom(header(0), header(1001), header(0xffffffff), header(5), Buffer.from([1, 0]));
    const texts = fc.array(fc.string({ minLength: 1, maxLength: 20 }), { maxLength: 4 });
    fc.assert(
      fc.property(texts, broken, places, (frames, end, cuts) => {
        const stream = Buffer.concat([...frames.map(encodeFrame), end]);
        expect(decode(cut(stream, cuts))).toEqual({ frames, error: expect.any(String) });
      }),
    );
  });

  it('takes one byte at a time', () => {
    const stream = Buffer.concat([encodeFrame('{"a":1}'), encodeFrame('"🐙"')]);
    expect(decode([...stream].map((byte) => Buffer.from([byte])))).toEqual({ frames: ['{"a":1}', '"🐙"'] });
  });

  it.each([
    [0, 'A frame says it has 0 bytes; 1 to 1000 are possible. The stream is lost.'],
    [1001, 'A frame says it has 1001 bytes; 1 to 1000 are possible. The stream is lost.'],
    [0xffffffff, 'A frame says it has 4294967295 bytes; 1 to 1000 are possible. The stream is lost.'],
  ])('gives up at a length of %i', (length, error) => {
    expect(decode([Buffer.concat([header(length), Buffer.alloc(2000)])])).toEqual({ frames: [], error });
  });

  it.each([1, 999, 1000])('takes a length of %i', (length) => {
    expect(decode([encodeFrame('x'.repeat(length))])).toEqual({ frames: ['x'.repeat(length)] });
  });

  it.each([
    ['in the first header', Buffer.from([5, 0])],
    ['right after a header', header(5)],
    ['in the text', Buffer.concat([header(5), Buffer.from('abcd')])],
    ['in a second header', Buffer.concat([encodeFrame('abc'), Buffer.from([1])])],
  ])('says that the input ended inside a frame: %s', (_, stream) => {
    expect(decode([stream]).error).toBe('The input ended inside a frame.');
  });

  it('reads nothing of a frame before all of it is there', () => {
    const decoder = createFrameDecoder(1000);
    const stream = encodeFrame('abc');
    expect([...decoder.push(stream.subarray(0, 6))]).toEqual([]);
    expect([...decoder.push(stream.subarray(6))].map(String)).toEqual(['abc']);
  });

  it.each([
    ['64 MiB in pieces of 64 KiB', Buffer.concat([header(64 * MiB), Buffer.alloc(64 * MiB, 'x')]), 64 * 1024, 1],
    ['200,000 small frames in one piece', Buffer.concat(Array(200_000).fill(encodeFrame('{}'))), 64 * MiB, 200_000],
  ])('copies in proportion to the length: %s', (_, stream, pieceBytes, count) => {
    const concat = vi.spyOn(Buffer, 'concat');
    onTestFinished(() => concat.mockRestore());
    const decoder = createFrameDecoder(64 * MiB);
    let frames = 0;
    for (let from = 0; from < stream.length; from += pieceBytes) {
      frames += [...decoder.push(stream.subarray(from, from + pieceBytes))].length;
    }
    expect(frames).toBe(count);
    // Joining at every piece would copy 32 GiB.
    const copied = concat.mock.results.reduce((sum, { value }) => sum + (value as Buffer).length, 0);
    expect(copied).toBeLessThanOrEqual(2 * stream.length);
  });
});
