import type { BranchNode } from '../models/branch-tree.ts';

interface BranchBarProps {
  readonly node: BranchNode;
  /** There is another one to compare it with. */
  readonly hasOther: boolean;
  readonly doing: Readonly<Record<'open' | 'compare' | 'rename' | 'remove' | 'restore', () => void>>;
}

/** What can be done with the row of the tree that one is at. */
export function BranchBar({ node, hasOther, doing }: BranchBarProps) {
  const isGone = node.session.deletedAt !== null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for what is filled in
    <div class="branch-bar" role="group" aria-label="Branch">
      {isGone ? (
        <button type="button" class="button primary small" onClick={doing.restore}>
          Restore
        </button>
      ) : (
        <button type="button" class="button primary small" title="Read it (Enter)" onClick={doing.open}>
          Open
        </button>
      )}
      {hasOther && (
        <button type="button" class="button small" title="Compare with the one shown (C)" onClick={doing.compare}>
          Compare
        </button>
      )}
      {!isGone && (
        <>
          <button type="button" class="button small" title="Rename (F2)" onClick={doing.rename}>
            Rename
          </button>
          <button type="button" class="button small" title="Move to the trash (Del)" onClick={doing.remove}>
            Trash
          </button>
        </>
      )}
    </div>
  );
}
