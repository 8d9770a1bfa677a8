import { readFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { EXTENSION } from '../../scripts/repository.ts';

describe("the panel's first load", () => {
  it('is measured whole: every file that its page names', () => {
    const page = readFileSync(join(EXTENSION, 'sidepanel.html'), 'utf8');
    const files = [...page.matchAll(/(?:src|href)="\/([^"]+)"/g)].map(([, file]) => `.output/chrome-mv3/${file}`);
    const measured = packageJson['size-limit'].find(({ name }) => name.startsWith('panel, first load'))?.path ?? [];
    expect(files.length).toBeGreaterThan(1);
    expect(files.filter((file) => ![measured].flat().some((glob) => matchesGlob(file, glob)))).toEqual([]);
  });
});
