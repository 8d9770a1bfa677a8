import { appendFileSync, cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXTENSION_KEY } from '../../../lib/protocol/extension-key.ts';
import { extensionFiles, partOfExtension } from '../../../scripts/package/extension-archive.ts';
import { sumsOf } from '../../../scripts/package/sums.ts';
import { EXTENSION, ROOT } from '../../../scripts/repository.ts';
import { temporaryFolder } from '../../support/temporary-store.ts';

const manifestOf = (files: ReturnType<typeof extensionFiles>) =>
  JSON.parse(`${Buffer.from(files.find(({ path }) => path === 'manifest.json')?.bytes ?? [])}`);

describe('extensionFiles', () => {
  const [store, unpacked] = [extensionFiles('store'), extensionFiles('unpacked')];

  it('have no key for the store, which has its own, and the one that the host knows otherwise', () => {
    const { key, ...rest } = manifestOf(unpacked);
    expect(key).toBe(EXTENSION_KEY);
    expect(manifestOf(store)).toEqual(rest);
  });

  it('are else the same for both', () => {
    const others = (files: typeof store) => sumsOf(files.filter(({ path }) => path !== 'manifest.json'));
    expect(others(store)).toBe(others(unpacked));
  });

  it('have the licences of all that is in them, and nothing of this machine', () => {
    const papers = store.filter(({ path }) => partOfExtension(path) === 'papers').map(({ path }) => path);
    expect(papers.sort()).toEqual(['LICENSE', 'THIRD-PARTY-NOTICES.txt', 'manifest.json']);
    expect(store.filter(({ bytes }) => Buffer.from(bytes).includes(ROOT)).map(({ path }) => path)).toEqual([]);
  });

  it('are refused when one is not used, or a map of the source', () => {
    const folder = join(temporaryFolder(), 'extension');
    cpSync(EXTENSION, folder, { recursive: true });
    for (const path of ['chunks/forgotten-1.js', 'first-paint.js.map']) writeFileSync(join(folder, path), '');
    appendFileSync(join(folder, 'first-paint.js'), '\n//# sourceMappingURL=first-paint.js.map');
    const words = 'files that it does not use: chunks/forgotten-1.js, first-paint.js.map';
    expect(() => extensionFiles('store', folder)).toThrow(words);
  });
});
