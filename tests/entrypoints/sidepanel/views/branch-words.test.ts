import { describe, expect, it } from 'vitest';
import { toFamily, treeRows } from '../../../../entrypoints/sidepanel/models/branch-tree.ts';
import { branchFacts, branchLabel, branchTitle } from '../../../../entrypoints/sidepanel/views/branch-words.ts';
import type { Session } from '../../../../lib/protocol/shapes.ts';
import { sessionRow } from '../../../support/fake-client.ts';

const told = (id: string, fields: Partial<Session>, lastPlace: number, text: string | null) => ({
  session: sessionRow({ id, ...fields }),
  lastPlace,
  opening: text === null ? null : { role: 'user', text },
});

/** root, below it one (with deep below that) and two. */
const FAMILY = toFamily([
  told('root', { title: 'Talk' }, 4, 'Why?'),
  told('one', { parentSessionId: 'root', branchPoint: 1, branchName: 'retry' }, 2, '  Because\n\nof   it. '),
  told('deep', { parentSessionId: 'one', branchPoint: 2, branchName: 'edit' }, 2, null),
  told('two', { parentSessionId: 'root', branchPoint: 3, branchName: 'x'.repeat(200) }, 5, ''),
]);
const ROWS = treeRows(FAMILY);

describe('branchTitle, branchLabel and branchFacts', () => {
  it('tell each session apart from the others of its family', () => {
    const nodes = ROWS.map(({ node }) => node);
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
