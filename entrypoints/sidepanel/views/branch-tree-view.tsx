import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { type BranchNode, treeRows } from '../models/branch-tree.ts';
import type { BranchesModel, KnownFamily } from '../models/branches-model.ts';
import type { PanelModel } from '../models/panel-model.ts';
import { BranchBar } from './branch-bar.tsx';
import { BranchRow } from './branch-row.tsx';
import { targetInTree } from './tree-keys.ts';

interface BranchTreeProps {
  readonly panel: PanelModel;
  readonly branches: BranchesModel;
  readonly known: KnownFamily;
  readonly onCompare: (one: BranchNode, other: BranchNode) => void;
}

/** The family as a tree that one goes through with the arrows, and what can be done with the row that one is at. */
export function BranchTree({ panel, branches, known, onCompare }: BranchTreeProps) {
  const { sessions, layout } = panel;
  const tree = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => treeRows(known.nodes), [known]);
  const currentId = sessions.currentId.value ?? '';
  const active = useSignal(currentId);
  const renaming = useSignal<string | undefined>(undefined);
  const lastIndex = useRef(0);
  const found = rows.findIndex(({ node }) => node.id === active.value);
  // Of a row that went, the one in its place.
  const index = found < 0 ? Math.min(lastIndex.current, rows.length - 1) : found;
  lastIndex.current = index;
  const node = rows[index]?.node;
  const current = known.nodes.get(currentId);
  const wantsFocus = useRef(true);

  useLayoutEffect(() => {
    const isLost = document.activeElement === document.body;
    if (renaming.value !== undefined || (!wantsFocus.current && !isLost)) return;
    wantsFocus.current = false;
    tree.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  });
  // Whoever opens another session meanwhile sees where it is.
  useEffect(() => {
    active.value = currentId;
  }, [currentId]);

  if (!node) return null;
  const other = node === current ? (node.parent ?? rows.find((row) => row.node !== node)?.node) : current;
  const doing = {
    open() {
      if (node.session.deletedAt !== null) return;
      sessions.open(node.id);
      layout.closeView();
    },
    compare() {
      if (!other) return;
      const isLater = other.session.createdAt > node.session.createdAt;
      onCompare(...(isLater ? ([node, other] as const) : ([other, node] as const)));
    },
    rename() {
      if (node.session.deletedAt === null) renaming.value = node.id;
    },
    remove() {
      if (node.session.deletedAt === null) branches.remove(node);
    },
    restore: () => sessions.restore(node.id, false),
  };

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || !node) return;
    const target = targetInTree(event.key, rows, index);
    if (target) {
      active.value = target.id;
      wantsFocus.current = true;
    } else if (event.key === 'Enter') doing.open();
    else if (event.key === 'F2') doing.rename();
    else if (event.key === 'Delete') doing.remove();
    else if (event.key === 'c') doing.compare();
    else return;
    event.preventDefault();
  }

  return (
    <>
      <div ref={tree} class="branch-tree" role="tree" aria-label="Branches" onKeyDown={onKeyDown}>
        {rows.map((row) => (
          <BranchRow
            key={row.node.id}
            row={row}
            clock={panel.clock}
            isActive={row.node === node}
            isCurrent={row.node === current}
            isRenamed={renaming.value === row.node.id}
            onChoose={() => {
              active.value = row.node.id;
            }}
            onOpen={doing.open}
            onRenamed={(name) => {
              renaming.value = undefined;
              wantsFocus.current = true;
              if (name !== undefined) branches.rename(row.node, name);
            }}
          />
        ))}
      </div>
      {known.hasMore && <p class="branch-limit muted">There are more branches than the {known.nodes.size} shown.</p>}
      <BranchBar node={node} hasOther={other !== undefined} doing={doing} />
    </>
  );
}
