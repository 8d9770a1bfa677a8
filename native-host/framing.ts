import { endianness } from 'node:os';
import { AppError } from '../lib/protocol/errors.ts';

const HEADER_BYTES = 4;
const isLittleEndian = endianness() === 'LE';

/** A frame: 32-bit length in native byte order, then the text in UTF-8. */
export function encodeFrame(json: string): Buffer {
  const body = Buffer.from(json, 'utf8');
  const frame = Buffer.allocUnsafe(HEADER_BYTES + body.length);
  if (isLittleEndian) frame.writeUInt32LE(body.length, 0);
  else frame.writeUInt32BE(body.length, 0);
  body.copy(frame, HEADER_BYTES);
  return frame;
}

/** Takes bytes however they were cut and gives whole frames. */
export interface FrameDecoder {
  /**
   * The frames that `bytes` completes, one by one, so that those before a broken one are had. Throws `AppError` `invalid`
   * where the stream cannot be followed any further.
   */
  push(bytes: Buffer): Iterable<Buffer>;
  /** Throws `AppError` `invalid` when the stream ends inside a frame. */
  end(): void;
}

/** A decoder for frames of 1 to `maxBytes` bytes. Bytes are copied once, whatever the size of the pieces. */
export function createFrameDecoder(maxBytes: number): FrameDecoder {
  let pieces: Buffer[] = [];
  let available = 0;
  let length: number | undefined;

  function take(count: number): Buffer {
    const joined = pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
    pieces = joined.length > count ? [joined.subarray(count)] : [];
    available -= count;
    return joined.subarray(0, count);
  }

  function readLength(): number {
    const header = take(HEADER_BYTES);
    const bytes = isLittleEndian ? header.readUInt32LE(0) : header.readUInt32BE(0);
    if (bytes >= 1 && bytes <= maxBytes) return bytes;
    throw new AppError(
      'invalid',
      `A frame says it has ${bytes} bytes; 1 to ${maxBytes} are possible. The stream is lost.`,
    );
  }

  return {
    *push(bytes) {
      pieces.push(bytes);
      available += bytes.length;
      for (;;) {
        if (length === undefined) {
          if (available < HEADER_BYTES) return;
          length = readLength();
        }
        if (available < length) return;
        const frame = take(length);
        length = undefined;
        yield frame;
      }
    },
    end() {
      if (available === 0 && length === undefined) return;
      throw new AppError('invalid', 'The input ended inside a frame.');
    },
  };
}
