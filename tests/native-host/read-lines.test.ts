import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { readLines } from '../../native-host/read-lines.ts';

describe('readLines', () => {
  it('gives whole lines, however they are cut, also those with other line ends in them', async () => {
    const input = new PassThrough();
    const lines: string[] = [];
    readLines(input, (line) => lines.push(line));
    const bytes = Buffer.from('one\ntwo\u2028still two 🐙\n\nnever ended');
    for (const byte of bytes) input.write(Buffer.of(byte));
    await turn();
    expect(lines).toEqual(['one', 'two\u2028still two 🐙', '']);
  });
});
