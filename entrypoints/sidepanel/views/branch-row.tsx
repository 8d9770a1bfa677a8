import { BranchIcon } from '../../../lib/ui/branch-icons.tsx';
import type { TreeRow } from '../models/branch-tree.ts';
import type { ClockModel } from '../models/clock-model.ts';
import { Age } from './age.tsx';
import { branchFacts, branchTitle } from './branch-words.ts';
import { RenameField } from './rename-field.tsx';

/** Deeper than this a narrow panel has no room for the words. */
const MAX_INDENT = 6;

interface BranchRowProps {
  readonly row: TreeRow;
  readonly clock: ClockModel;
  /** What can be done is done with this one. */
  readonly isActive: boolean;
  /** The conversation shows it. */
  readonly isCurrent: boolean;
  readonly isRenamed: boolean;
  readonly onChoose: () => void;
  readonly onOpen: () => void;
  /** undefined: the name stays. */
  readonly onRenamed: (name: string | undefined) => void;
}

export function BranchRow(props: BranchRowProps) {
  const { row, clock, isActive, isCurrent, isRenamed, onChoose, onOpen, onRenamed } = props;
  const { node, level, position, setSize } = row;
  const isGone = node.session.deletedAt !== null;
  const classes = ['branch-row', isCurrent && 'current', isActive && 'active', isGone && 'gone'];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree takes the keys
    <div
      class={classes.filter(Boolean).join(' ')}
      role="treeitem"
      tabIndex={isActive ? 0 : -1}
      aria-level={level}
      aria-posinset={position}
      aria-setsize={setSize}
      aria-selected={isActive}
      aria-current={isCurrent ? 'true' : undefined}
      style={{ '--level': Math.min(level - 1, MAX_INDENT) }}
      onClick={onChoose}
      onFocus={onChoose}
      onDblClick={onOpen}
    >
      {node.parent && <BranchIcon />}
      <div class="branch-words">
        {isRenamed ? (
          <RenameField
            label={node.parent ? 'Branch name' : 'Session name'}
            title={(node.parent ? node.session.branchName : node.session.title) ?? ''}
            onDone={onRenamed}
          />
        ) : (
          <span class="branch-title" dir="auto" title={branchTitle(node)}>
            {branchTitle(node)}
          </span>
        )}
        <span class="branch-facts">
          {isCurrent && <strong>Shown</strong>}
          {isGone && <strong>In the trash</strong>}
          {(isCurrent || isGone) && '\u00a0· '}
          {branchFacts(node).join('\u00a0· ')}
          {'\u00a0· '}
          <Age timestamp={node.session.updatedAt} clock={clock} />
        </span>
      </div>
    </div>
  );
}
