import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { README_PICTURES } from '../../scripts/screenshots/readme-pictures.ts';
import { statesPage } from '../../scripts/screenshots/states-page.ts';
import { JOURNEYS } from '../support/states/journeys.ts';

const ROOT = join(import.meta.dirname, '../..');
const IMAGES = join(ROOT, 'docs/images');
const states = JOURNEYS.flatMap((journey) => Object.keys(journey.states));

describe('statesPage', () => {
  it('is what docs/states.md holds', () => {
    expect(readFileSync(join(ROOT, 'docs/states.md'), 'utf8').replaceAll('\r\n', '\n')).toBe(statesPage());
  });

  it('shows a sheet of each state, and there is no other', () => {
    const sheets = globSync('*.png', { cwd: join(IMAGES, 'states') }).map((file) => basename(file, '.png'));
    expect(sheets.sort()).toEqual(states.toSorted());
  });
});

describe('README_PICTURES', () => {
  it('are the pictures in README.md, each of a state that there is', () => {
    const taken = Object.values(README_PICTURES).flatMap((pictures) => pictures.map(({ name }) => name));
    const shown = readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/docs\/images\/([\w-]+)\.png/g);
    expect(taken.toSorted()).toEqual([...new Set([...shown].map(([, name = '']) => name))].sort());
    expect(taken.filter((name) => !existsSync(join(IMAGES, `${name}.png`)))).toEqual([]);
    expect(Object.keys(README_PICTURES).filter((state) => !states.includes(state))).toEqual([]);
  });
});
