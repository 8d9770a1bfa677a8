import { describe, expect, it } from 'vitest';
import { titleFrom } from '../../../../entrypoints/sidepanel/models/title.ts';

describe('titleFrom', () => {
  it.each([
    ['  What is this?  \nMore', 'What is this?'],
    ['many   spaces\tand tabs', 'many spaces and tabs'],
    ['word '.repeat(30), `${'word '.repeat(11).trim()}…`],
    ['x'.repeat(80), `${'x'.repeat(59)}…`],
    ['👩‍🚀'.repeat(40), `${[...'👩‍🚀'.repeat(40)].slice(0, 59).join('')}…`],
  ])('makes of %j at most 60 characters of its first line', (question, title) => {
    expect(titleFrom(question)).toBe(title);
    expect([...title].length).toBeLessThanOrEqual(60);
  });
});
