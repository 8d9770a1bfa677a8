import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gitPatch } from '../../../lib/patches/git-patch.ts';
import { createdPatch, patchBetween } from '../../../lib/patches/make-patch.ts';
import { temporaryFolder } from '../../support/temporary-store.ts';

type Change = Parameters<typeof gitPatch>[0][number];

/** Applies it with git in a folder that holds these files, and returns what git said. */
function apply(folder: string, files: Readonly<Record<string, string>>, text: string) {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const { status, stderr } = spawnSync('git', ['apply', '--whitespace=nowarn', '-'], {
    cwd: folder,
    input: text,
    encoding: 'utf8',
  });
  return { status, stderr };
}

const change = (path: string, status: Change['status'], patch: string, oldPath: string | null = null): Change => ({
  ...{ path, oldPath, status, patch },
});

describe('gitPatch', () => {
  it('is what git applies: files made, changed again, moved and deleted, with any names', () => {
    const folder = temporaryFolder();
    const between = (before: string, after: string) => createTwoFilesPatch('/abs/x', '/abs/x', before, after);
    const { text, leftOut } = gitPatch([
      change('new.txt', 'created', createdPatch('/abs/new.txt', 'one\ntwo\nthree\n')),
      change('new.txt', 'modified', between('one\ntwo\nthree\n', 'one\n2\nthree\n')),
      change('new.txt', 'modified', between('one\n2\nthree\n', 'one\n2\nthree\nfour')),
      change('empty', 'created', ''),
      change('deep/with space.txt', 'modified', between('a\n', 'b\n')),
      change('a "quoted" \\ name.txt', 'modified', between('a\n', 'b\n')),
      change('ünï.txt', 'modified', between('a', 'b')),
      change('gone.txt', 'deleted', between('a\nb\n', '')),
      change('moved.txt', 'renamed', '', 'old.txt'),
      change('both.txt', 'renamed', between('a\nb\n', 'a\nc\n'), 'before.txt'),
      change('no diff.txt', 'modified', 'Binary files differ'),
      change('unknown.txt', 'modified', ''),
      change('../outside.txt', 'created', createdPatch('x', 'x\n')),
    ]);
    expect(leftOut).toEqual(['no diff.txt', 'unknown.txt', '../outside.txt']);
    const files = {
      ...{ 'deep/with space.txt': 'a\n', 'a "quoted" \\ name.txt': 'a\n', 'ünï.txt': 'a', 'gone.txt': 'a\nb\n' },
      ...{ 'old.txt': 'old\n', 'before.txt': 'a\nb\n' },
    };
    expect(apply(folder, files, text)).toEqual({ status: 0, stderr: '' });
    const read = (path: string) => (existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : null);
    const paths = [
      'new.txt',
      'empty',
      'deep/with space.txt',
      'a "quoted" \\ name.txt',
      'ünï.txt',
      'gone.txt',
      'old.txt',
    ];
    expect(paths.map(read)).toEqual(['one\n2\nthree\nfour', '', 'b\n', 'b\n', 'b', null, null]);
    expect(['moved.txt', 'before.txt', 'both.txt'].map(read)).toEqual(['old\n', null, 'a\nc\n']);
  });

  it('brings any text to any other', () => {
    const text = fc.array(fc.constantFrom('a\n', 'b\n', '\n', 'ü x\n', '-\n', '+++ x\n'), { maxLength: 8 });
    fc.assert(
      fc.property(text, text, fc.boolean(), (before, after, isCut) => {
        const [old, fresh] = [before.join(''), isCut ? after.join('').trimEnd() : after.join('')];
        fc.pre(old !== fresh && old !== '' && fresh !== '');
        const folder = temporaryFolder();
        const { text: patch } = gitPatch([change('a.txt', 'modified', patchBetween('a.txt', old, fresh) ?? '')]);
        expect(apply(folder, { 'a.txt': old }, patch)).toEqual({ status: 0, stderr: '' });
        expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe(fresh);
      }),
      { seed: 20_261_126, numRuns: 30 },
    );
  });
});
