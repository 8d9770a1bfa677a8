import { describe, expect, it } from 'vitest';
import { toFamily, treeRows } from '../../../../entrypoints/sidepanel/models/branch-tree.ts';
import { targetInTree } from '../../../../entrypoints/sidepanel/views/tree-keys.ts';
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

describe('targetInTree', () => {
  it.each([
    ['ArrowDown', ['one', 'deep', 'two', 'two']],
    ['ArrowUp', ['root', 'root', 'one', 'deep']],
    ['ArrowLeft', ['root', 'root', 'one', 'root']],
    ['ArrowRight', ['one', 'deep', 'deep', 'two']],
    ['Home', ['root', 'root', 'root', 'root']],
    ['End', ['two', 'two', 'two', 'two']],
    ['x', [undefined, undefined, undefined, undefined]],
  ])('%s', (key, expected) => {
    expect(ROWS.map(({ node }) => node.id)).toEqual(['root', 'one', 'deep', 'two']);
    expect(ROWS.map((_, index) => targetInTree(key, ROWS, index)?.id)).toEqual(expected);
  });
});
