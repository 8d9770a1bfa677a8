import { describe, expect, it } from 'vitest';
import { SECTIONS, sectionOf } from '../../../entrypoints/options/sections.ts';

describe('sectionOf', () => {
  it('finds each section by the end of the address, and the first one for any other', () => {
    for (const section of SECTIONS) expect(sectionOf(`#${section.id}`)).toBe(section);
    for (const hash of ['', '#', '#no-such', '#__proto__']) expect(sectionOf(hash)).toBe(SECTIONS[0]);
  });
});
