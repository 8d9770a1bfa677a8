import { useSignal } from '@preact/signals';
import type { BranchNode } from '../models/branch-tree.ts';
import { BranchesModel } from '../models/branches-model.ts';
import { BranchTree } from './branch-tree-view.tsx';
import './branches-view.css';
import { NoBranches } from './branches-states.tsx';
import { CompareView } from './compare-view.tsx';
import { ReadFailureView } from './read-failure-view.tsx';
import type { SideViewProps } from './side-view.tsx';

/** The session that is shown and all its branches as a tree, and two of them compared. */
export function BranchesView({ panel }: SideViewProps) {
  const branches = panel.modelOf(BranchesModel);
  const compared = useSignal<readonly [string, string] | undefined>(undefined);
  const known = branches.family.value;
  const isNew = panel.sessions.currentId.value === null;
  if (isNew || (known.state === 'ready' && known.value.nodes.size < 2)) return <NoBranches panel={panel} />;
  if (known.state === 'failed')
    return <ReadFailureView error={known.error} subject="branches" again={branches.reload} />;
  if (known.state === 'loading') {
    return (
      <p class="welcome muted late" role="status">
        Reading the branches…
      </p>
    );
  }
  const [first, second] = (compared.value ?? []).map((id) => known.value.nodes.get(id));
  if (first && second) {
    return (
      <CompareView
        {...{ panel, first, second }}
        family={known.value.nodes}
        onChoose={(...ids) => {
          compared.value = ids;
        }}
        onClose={() => {
          compared.value = undefined;
        }}
      />
    );
  }
  const onCompare = (one: BranchNode, other: BranchNode) => {
    compared.value = [one.id, other.id];
  };
  return <BranchTree panel={panel} branches={branches} known={known.value} onCompare={onCompare} />;
}
