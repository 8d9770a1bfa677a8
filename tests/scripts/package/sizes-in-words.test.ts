import { describe, expect, it } from 'vitest';
import { sizesInWords } from '../../../scripts/package/sizes-in-words.ts';

describe('sizesInWords', () => {
  it('tells the archive and each part, the largest first', () => {
    const files = [
      ['a.js', 1_400],
      ['b.js', 600],
      ['c.wasm', 1_234_567],
    ] as const;
    const made = files.map(([path, length]) => ({ path, bytes: new Uint8Array(length) }));
    expect(sizesInWords(900_000, made, (path) => (path.endsWith('.js') ? 'pages' : 'SQLite'))).toBe(
      [
        '      900 kB packed,   1,237 kB unpacked:',
        '    1,235 kB  SQLite, 1 file',
        '        2 kB  pages, 2 files',
      ].join('\n'),
    );
  });
});
