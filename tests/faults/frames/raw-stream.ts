import { createRandom, type Random } from '../../support/rounds.ts';
import { writeLength } from './split-stream.ts';

const HEADER_BYTES = 4;
const MAX_STREAM_BYTES = 8192;

/** Bytes without any sense, of which streams are cut: making them anew would take longer than decoding them. */
const noise = Buffer.alloc(2 ** 20);
const noiseRandom = createRandom(0, 'noise');
for (let at = 0; at < noise.length; at += 4) noise.writeInt32LE(noiseRandom.below(2 ** 32) | 0, at);

/**
 * Frames of meaningless bytes whose lengths are mostly right: some lie, some are none, some bytes are changed anywhere,
 * and the end may be missing. Small frames are many, since a decoder goes wrong at their borders.
 */
export function makeRawStream(random: Random, maxBytes: number): Buffer {
  const size = random.chance(0.2) ? 1 + random.below(300) : 1 + random.below(MAX_STREAM_BYTES);
  const from = random.below(noise.length - size);
  const stream = Buffer.from(noise.subarray(from, from + size));
  const headers = writeHeaders(stream, random, maxBytes);
  const lies = random.chance(0.5) ? 0 : 1 + random.below(2);
  for (let i = 0; i < lies; i++) spoil(stream, headers, random, maxBytes);
  return random.chance(0.3) ? stream.subarray(0, random.below(size + 1)) : stream;
}

/** Lengths that fill the stream with whole frames, as far as they go; where they are. */
function writeHeaders(stream: Buffer, random: Random, maxBytes: number): number[] {
  const headers: number[] = [];
  for (let at = 0; at + HEADER_BYTES < stream.length; ) {
    const rest = stream.length - at - HEADER_BYTES;
    const wanted = random.chance(0.02) ? maxBytes - random.below(2) : 1 + random.below(60);
    const length = Math.min(wanted, rest, maxBytes);
    writeLength(stream, at, length);
    headers.push(at);
    at += HEADER_BYTES + length;
  }
  return headers;
}

function spoil(stream: Buffer, headers: readonly number[], random: Random, maxBytes: number): void {
  const lie = random.pick([0, maxBytes + 1, maxBytes, maxBytes - 1, 0xffffffff, 0x80000000, 2 ** 24, 1]);
  if (headers.length > 0 && random.chance(0.7)) writeLength(stream, random.pick(headers), lie);
  else stream[random.below(stream.length)] = random.below(256);
}
