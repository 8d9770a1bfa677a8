import { describe, expect, it } from 'vitest';
import { inBlocks } from '../../../lib/ui/use-block.ts';

describe('inBlocks', () => {
  it('puts all rows in blocks in their order, the last of which may be short', () => {
    expect(inBlocks(['a', 'b', 'c', 'd', 'e'], 2)).toEqual([
      { first: 0, rows: ['a', 'b'] },
      { first: 2, rows: ['c', 'd'] },
      { first: 4, rows: ['e'] },
    ]);
    expect(inBlocks(['a', 'b'], 2)).toEqual([{ first: 0, rows: ['a', 'b'] }]);
    expect(inBlocks([], 2)).toEqual([]);
  });
});
