import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { withCode } from '../../contract/rows.ts';
import { writeJson } from '../../support/bundles.ts';
import { imported, pathsAround } from '../../support/transfer.ts';

describe('JSON that is no good', () => {
  it('is refused with one value of a gigabyte, which is never in memory', async () => {
    const file = writeJson(
      `{"format":"holdfast-json","formatVersion":1,"sessions":[{"id":"s1","messages":[{"content":"`,
    );
    const descriptor = openSync(file, 'r+');
    ftruncateSync(descriptor, 1024 ** 3);
    writeSync(descriptor, '"}]}]}', 1024 ** 3);
    closeSync(descriptor);
    const before = process.memoryUsage().rss;
    await expect(imported(pathsAround(), file)).rejects.toEqual(withCode('invalid'));
    expect(process.memoryUsage().rss - before).toBeLessThan(700 * 1024 * 1024);
  });
});
