import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cliText } from '../../scripts/cli-docs.ts';

describe('cliText', () => {
  it('is what docs/cli.md holds', () => {
    const file = join(import.meta.dirname, '../../docs/cli.md');
    expect(readFileSync(file, 'utf8').replaceAll('\r\n', '\n')).toBe(cliText());
  });

  it('has a section for each command, and none for what only shells ask', () => {
    const sections = [...cliText().matchAll(/^## (holdfast.*)$/gm)].map(([, title]) => title);
    expect(sections).toEqual(expect.arrayContaining(['holdfast', 'holdfast restore', 'holdfast completion']));
    expect(cliText()).not.toContain('__complete');
  });
});
