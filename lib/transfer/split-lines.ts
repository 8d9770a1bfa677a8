import { AppError } from '../protocol/errors.ts';
import { textOf } from './text-of.ts';

const NEWLINE = 10;

/** Lines of bytes that arrive in pieces, those of each piece together. Errors: `invalid` for a line above `maxBytes`. */
export async function* splitLines(pieces: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<string[]> {
  let rest: Uint8Array[] = [];
  let restBytes = 0;
  for await (const piece of pieces) {
    const lines: string[] = [];
    let from = 0;
    for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, from)) {
      lines.push(join(piece.subarray(from, end)));
      from = end + 1;
    }
    keep(piece.subarray(from));
    yield lines;
  }
  if (restBytes > 0) yield [join(new Uint8Array())];

  function keep(bytes: Uint8Array): void {
    restBytes += bytes.length;
    if (restBytes > maxBytes) {
      throw new AppError('invalid', `A line of the file has more than ${maxBytes} bytes. It is no file of Holdfast's.`);
    }
    if (bytes.length > 0) rest.push(bytes);
  }

  function join(end: Uint8Array): string {
    keep(end);
    const line = textOf(rest);
    rest = [];
    restBytes = 0;
    return line;
  }
}
