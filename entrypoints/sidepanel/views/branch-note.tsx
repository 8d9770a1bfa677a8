import { useEffect } from 'preact/hooks';
import { BranchIcon, EditIcon } from '../../../lib/ui/branch-icons.tsx';
import { BranchesModel } from '../models/branches-model.ts';
import type { PanelModel } from '../models/panel-model.ts';
import './conversation-branches.css';

export interface BranchNoteProps {
  readonly panel: PanelModel;
}

/**
 * Over the message field of a branch in which nothing is said yet: what it is, and the way back; Esc is the same. For readers
 * also which version is shown.
 */
export function BranchNote({ panel }: BranchNoteProps) {
  const branches = panel.modelOf(BranchesModel);
  const branch = branches.newBranch.value;
  const isHidden = panel.layout.view.value !== undefined || panel.layout.dialog.value !== undefined;

  useEffect(() => {
    if (!branch || isHidden) return undefined;
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing || !branch) return;
      const isElsewhere =
        event.target instanceof Element && event.target.closest('.sidebar, dialog, [popover]') !== null;
      if (isElsewhere || document.querySelector('dialog[open], [popover]:popover-open')) return;
      event.preventDefault();
      branches.giveUp(branch);
    }
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [branch?.id, isHidden]);

  if (!branch) {
    return (
      <p class="hidden" aria-live="polite">
        {branches.versionWords.value}
      </p>
    );
  }
  return (
    <div class="branch-note" aria-live="polite">
      {branch.kind === 'edit' ? <EditIcon /> : <BranchIcon />}
      <p>{branch.kind === 'edit' ? 'Edit and ask again. The original stays.' : wordsFor(branch.at)}</p>
      <button
        type="button"
        class="button small quiet"
        title="Back to where the branch starts (Esc)"
        onClick={() => branches.giveUp(branch)}
      >
        Cancel
      </button>
    </div>
  );
}

function wordsFor(at: number): string {
  return at === 0 ? 'A branch from the start.' : `A branch from message ${at}. What you ask now stays in it.`;
}
