import type { Readable } from 'node:stream';

/** Calls back with each whole line. Not `node:readline`, which also ends lines at U+2028, and JSON may contain that. */
export function readLines(input: Readable, onLine: (line: string) => void): void {
  let rest = '';
  input.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
}
