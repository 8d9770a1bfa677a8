import { describe, expect, it } from 'vitest';
import { branchFacts, branchLabel, branchTitle } from '../../../../entrypoints/sidepanel/views/branch-words.ts';
import { FAMILY_ROWS } from '../../../support/branch-family.ts';

describe('branchTitle, branchLabel and branchFacts', () => {
  it('tell each session apart from the others of its family', () => {
    const nodes = FAMILY_ROWS.map(({ node }) => node);
    expect(nodes.map(branchTitle)).toEqual([
      'Talk',
      'Because of it.',
      'Nothing is said in it yet',
      'A message without text',
    ]);
    expect(nodes.map(branchLabel)).toEqual([
      'Talk',
      'retry: Because of it.',
      'edit: Nothing is said in it yet',
      `${'x'.repeat(79)}…`,
    ]);
    expect(nodes.map(branchFacts)).toEqual([
      ['4\u00a0messages'],
      ['retry', 'from message\u00a01', '1\u00a0message'],
      ['edit', 'from message\u00a02', '0\u00a0messages'],
      ['x'.repeat(200), 'from message\u00a03', '2\u00a0messages'],
    ]);
  });
});
