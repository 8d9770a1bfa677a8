import { describe, expect, it } from 'vitest';
import { targetInTree } from '../../../../entrypoints/sidepanel/views/tree-keys.ts';
import { FAMILY_ROWS } from '../../../support/branch-family.ts';

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
    expect(FAMILY_ROWS.map(({ node }) => node.id)).toEqual(['root', 'one', 'deep', 'two']);
    expect(FAMILY_ROWS.map((_, index) => targetInTree(key, FAMILY_ROWS, index)?.id)).toEqual(expected);
  });
});
