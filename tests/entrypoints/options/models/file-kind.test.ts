import { describe, expect, it } from 'vitest';
import { fileKind } from '../../../../entrypoints/options/models/file-kind.ts';
import { heldFile, lostFile } from '../../../support/held-file.ts';

describe('fileKind', () => {
  it.each([
    ['', 'empty'],
    ['PK\u0003\u0004\u0014', 'bundle'],
    ['SQLite format 3\0\u0010', 'store'],
    ['{"format": "holdfast-settings", "version": 1}', 'settings'],
    ['\uFEFF\n{\n  "format" : "holdfast-settings"', 'settings'],
    // Cut off within the word.
    ['{"format":"holdfast-set', 'settings'],
    ['{"format":"holdfast-json","note":"\\"format\\":\\"holdfast-settings\\""}', 'json'],
    ['{"sessions":[]}', 'json'],
    ['[1]', 'json'],
    ['# Notes', 'other'],
    ['PK', 'other'],
  ] as const)('looks at the bytes: %j is %s', async (content, kind) => {
    expect(await fileKind(heldFile('any.name', content))).toBe(kind);
  });

  it('fails when the file cannot be read', async () => {
    await expect(fileKind(lostFile('folder', 4096))).rejects.toThrow('could not be read');
  });
});
