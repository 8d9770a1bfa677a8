/** How a stream of frames ends: between two, in the middle of one, or at a length that nobody can follow. */
type StreamEnd = 'between' | 'inside' | 'lost';

/** What a stream of frames means. */
export interface SplitStream {
  /** Where each text begins and ends, one after the other: begin, end, begin, end… */
  readonly bounds: readonly number[];
  readonly end: StreamEnd;
}

const HEADER_BYTES = 4;
const lengthBytes = new Uint8Array(HEADER_BYTES);
/** The same bytes as a number in the machine's own order, which is the order of native messaging. */
const lengthNumber = new Uint32Array(lengthBytes.buffer);

/**
 * The meaning of a whole stream by walking through it once: what the host's decoder, which takes bytes as they come, is
 * held against. It shares nothing with it.
 */
export function splitStream(stream: Uint8Array, maxBytes: number): SplitStream {
  const bounds: number[] = [];
  let at = 0;
  while (at + HEADER_BYTES <= stream.length) {
    for (let i = 0; i < HEADER_BYTES; i++) lengthBytes[i] = stream[at + i] ?? 0;
    const length = lengthNumber[0] ?? 0;
    if (length === 0 || length > maxBytes) return { bounds, end: 'lost' };
    const begin = at + HEADER_BYTES;
    if (begin + length > stream.length) return { bounds, end: 'inside' };
    at = begin + length;
    bounds.push(begin, at);
  }
  return { bounds, end: at === stream.length ? 'between' : 'inside' };
}

/** How many inputs a stream is: its frames, and what ended it if that was not between two. */
export function countInputs({ bounds, end }: SplitStream): number {
  return bounds.length / 2 + (end === 'between' ? 0 : 1);
}

/** Writes the length of a frame, which may be a lie. */
export function writeLength(stream: Uint8Array, at: number, length: number): void {
  lengthNumber[0] = length;
  stream.set(lengthBytes, at);
}

/** A frame of any bytes. */
export function frameOf(body: Uint8Array): Buffer {
  const frame = Buffer.alloc(HEADER_BYTES + body.length);
  writeLength(frame, 0, body.length);
  frame.set(body, HEADER_BYTES);
  return frame;
}
