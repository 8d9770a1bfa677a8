import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { firstLoad } from '../../scripts/first-load.ts';
import { EXTENSION } from '../../scripts/repository.ts';

describe('firstLoad', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-first-load-'));
    mkdirSync(join(folder, 'chunks'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text);

  it('finds what the page names and what that imports at once, however deep, but nothing that is loaded later', () => {
    write('page.html', '<script src="/first.js"></script><script src="/chunks/a.js"></script><link href="/all.css">');
    write('first.js', 'localStorage');
    write('all.css', '');
    write('chunks/a.js', 'import{x}from"./b.js";import"./c.js";const later=()=>import(`./later.js`);');
    write('chunks/b.js', "export * from '../d.js'; import('./later.js')");
    write('chunks/c.js', 'import{y}from`./b.js`;');
    write('d.js', 'export const d = 1;');
    write('chunks/later.js', '');
    const files = ['all.css', 'chunks/a.js', 'chunks/b.js', 'chunks/c.js', 'd.js', 'first.js'];
    expect(firstLoad(folder, 'page.html')).toEqual(files);
  });

  it('finds the parts of both built pages, which share some', () => {
    const [panel, options] = ['sidepanel.html', 'options.html'].map((page) => firstLoad(EXTENSION, page));
    expect(panel).toContainEqual(expect.stringMatching(/^chunks\/sidepanel-/));
    expect(options).toContainEqual(expect.stringMatching(/^chunks\/options-/));
    const shared = panel?.filter((file) => options?.includes(file)) ?? [];
    expect(shared).toContain('first-paint.js');
    expect(shared.length).toBeGreaterThan(2);
    const later = readdirSync(join(EXTENSION, 'chunks')).filter((file) => file.startsWith('palette-view'));
    expect(later.filter((file) => panel?.includes(`chunks/${file}`))).toEqual([]);
  });
});
