import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import * as v from 'valibot';

/** The end of a file. `isWhole`: all of it. */
export interface Tail {
  readonly text: string;
  readonly isWhole: boolean;
}

const MAX_WORDS = 200;

/** At most so many bytes of a file's end; undefined where it cannot be read. */
export function readTail(file: string, maxBytes: number): Tail | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const { size } = fstatSync(descriptor);
    const bytes = Buffer.alloc(Math.min(size, maxBytes));
    const count = readSync(descriptor, bytes, 0, bytes.length, size - bytes.length);
    return { text: bytes.toString('utf8', 0, count), isWhole: size <= maxBytes };
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/**
 * The last lines of a log that are of one form, oldest first; whatever else stands there is passed over. Where the log is short,
 * it was set aside a moment ago, and the one before is read as well. `isWhole`: nothing older was left out.
 */
export function lastLines<Line>(
  file: string,
  line: v.GenericSchema<unknown, Line>,
  tailOf: (file: string) => Tail | undefined,
): { readonly lines: Line[]; readonly isWhole: boolean } {
  const now = tailOf(file);
  const before = now?.isWhole === false ? undefined : tailOf(`${file}.1`);
  const lines = `${before?.text ?? ''}\n${now?.text ?? ''}`.split('\n').flatMap((text) => {
    const parsed = v.safeParse(line, parseJson(text));
    return parsed.success ? [parsed.output] : [];
  });
  return { lines, isWhole: now?.isWhole !== false && before?.isWhole !== false };
}

/** What a log says, as one short line that pages and terminals can show. */
export function oneLine(words: string): string {
  return words
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_WORDS);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
