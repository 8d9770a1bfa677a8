import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createUniqueNames, exportName, sessionFileName } from '../../../lib/transfer/file-names.ts';

const NOON = '2026-01-31T12:34:56.000Z';

describe('exportName', () => {
  it('has the moment', () => expect(exportName(NOON)).toBe('holdfast-2026-01-31-123456'));
});

describe('sessionFileName', () => {
  it.each([
    ['How to sort?', '2026-01-31-How-to-sort'],
    ['../../etc/passwd', '2026-01-31-etc-passwd'],
    ['C:\\a*b|c<d>e"f', '2026-01-31-C-a-b-c-d-e-f'],
    ['漢字 と かな', '2026-01-31-漢字-と-かな'],
    ['\u202eexe.txt\u0000\n', '2026-01-31-exe-txt'],
    ['...', '2026-01-31-session'],
    ['', '2026-01-31-session'],
  ])('of %j is %s', (title, name) => expect(sessionFileName(title, NOON)).toBe(name));

  it('is never longer than a file system takes, nor anything but a name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (title) => {
        const name = sessionFileName(title, NOON);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(240);
        expect(name).not.toMatch(/[/\\:*?"<>|\p{Cc}]/u);
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});

describe('createUniqueNames', () => {
  it('gives each name once, whatever its capitals', () => {
    const unique = createUniqueNames();
    expect(['a', 'A', 'b', 'a'].map((name) => unique(name, '.md'))).toEqual(['a.md', 'A-2.md', 'b.md', 'a-3.md']);
  });
});
