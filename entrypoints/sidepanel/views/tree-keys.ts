import { type BranchNode, stemOf, type TreeRow } from '../models/branch-tree.ts';

/** Where a key leads from a row of a tree that is always unfolded; undefined for a key that does not move. */
export function targetInTree(key: string, rows: readonly TreeRow[], index: number): BranchNode | undefined {
  const here = rows[index]?.node;
  const at = (wanted: number) => rows[Math.min(Math.max(wanted, 0), rows.length - 1)]?.node;
  switch (key) {
    case 'ArrowDown':
      return at(index + 1);
    case 'ArrowUp':
      return at(index - 1);
    case 'Home':
      return at(0);
    case 'End':
      return at(rows.length - 1);
    case 'ArrowLeft':
      return here && (stemOf(here) ?? here);
    case 'ArrowRight':
      return rows[index + 1] && (rows[index + 1]?.level ?? 0) > (rows[index]?.level ?? 0) ? at(index + 1) : here;
    default:
      return undefined;
  }
}
