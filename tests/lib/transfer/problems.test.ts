import { describe, expect, it } from 'vitest';
import { createProblems } from '../../../lib/transfer/problems.ts';

describe('createProblems', () => {
  it('tells the first hundred, each shortened, and how many more there are', () => {
    const problems = createProblems();
    problems.add('row 1', `${'x'.repeat(299)}👩`);
    for (let row = 2; row <= 150; row++) problems.add(`row ${row}`, 'bad');
    const list = problems.list();
    expect(list).toHaveLength(101);
    expect(list[0]).toEqual({ where: 'row 1', message: `${'x'.repeat(299)}\ufffd` });
    expect(list.at(-1)).toEqual({ where: 'file', message: '50 more problems are not listed.' });
  });

  it('tells all where there are few', () => {
    const problems = createProblems();
    problems.add('a', 'b');
    expect(problems.list()).toEqual([{ where: 'a', message: 'b' }]);
  });
});
