import type { BranchNode } from '../models/branch-tree.ts';

interface BranchBarProps {
  readonly node: BranchNode;
  readonly isCurrent: boolean;
  /** There is another one to compare it with. */
  readonly hasOther: boolean;
  readonly doing: Readonly<Record<'open' | 'compare' | 'rename' | 'remove' | 'restore', () => void>>;
}

/** What can be done with the row of the tree that one is at. */
export function BranchBar({ node, isCurrent, hasOther, doing }: BranchBarProps) {
  const isGone = node.session.deletedAt !== null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for what is filled in
    <div class="branch-bar" role="group" aria-label="The branch">
      {isGone ? (
        <button type="button" class="button primary small" onClick={doing.restore}>
          Restore
        </button>
      ) : (
        <button type="button" class="button primary small" title="Enter" onClick={doing.open}>
          {isCurrent ? 'Read on' : 'Open'}
        </button>
      )}
      {hasOther && (
        <button type="button" class="button small" title="C" onClick={doing.compare}>
          Compare
        </button>
      )}
      {!isGone && (
        <>
          <button type="button" class="button small" title="F2" onClick={doing.rename}>
            Rename
          </button>
          <button type="button" class="button small" title="Del" onClick={doing.remove}>
            To the trash
          </button>
        </>
      )}
    </div>
  );
}
