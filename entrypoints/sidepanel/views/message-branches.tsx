import { useEffect, useRef } from 'preact/hooks';
import type { Message } from '../../../lib/protocol/shapes.ts';
import { BranchIcon, EditIcon } from '../../../lib/ui/branch-icons.tsx';
import { ChevronIcon } from '../../../lib/ui/icons.tsx';
import type { Fork } from '../models/branch-tree.ts';
import { BranchesModel } from '../models/branches-model.ts';
import type { PanelModel } from '../models/panel-model.ts';
import './conversation-branches.css';
import { readingPlace } from './reading-place.ts';

export interface MessageBranchesProps {
  readonly panel: PanelModel;
  readonly message: Message;
  readonly isInTrash: boolean;
}

/** What can be begun at a message, its other versions, and whether further sessions go on from it. */
export function MessageBranches({ panel, message, isInTrash }: MessageBranchesProps) {
  const branches = panel.modelOf(BranchesModel);
  const { versions, starts } = branches.forks.value;
  const { sequence, role } = message;
  const fork = versions.get(sequence);
  const startCount = starts.get(sequence);
  return (
    <div class="message-branches">
      {!isInTrash && role === 'user' && (
        <button
          type="button"
          class="icon-button small"
          aria-label="Edit question"
          title="Edit and ask again, in a branch of this session"
          onClick={() => branches.edit(message)}
        >
          <EditIcon />
        </button>
      )}
      {!isInTrash && (
        <button
          type="button"
          class="icon-button small"
          aria-label="Branch from here"
          title="Branch from here"
          onClick={() => branches.branchFrom(message)}
        >
          <BranchIcon />
        </button>
      )}
      {startCount !== undefined && (
        <button
          type="button"
          class="button small quiet branch-mark"
          title="See the branches"
          onClick={() => panel.layout.openView('branches')}
        >
          <BranchIcon />
          {startCount === 1 ? '1 branch' : `${startCount} branches`}
          <span class="hidden"> from here</span>
        </button>
      )}
      {fork && <Versions place={sequence} fork={fork} branches={branches} />}
    </div>
  );
}

interface VersionsProps {
  readonly place: number;
  readonly fork: Fork;
  readonly branches: BranchesModel;
}

function Versions({ place, fork, branches }: VersionsProps) {
  const group = useRef<HTMLDivElement>(null);
  const count = fork.versions.length;

  // It is another session that is shown now, and this is another button.
  useEffect(() => {
    const step = branches.takePressed(place);
    if (step === undefined) return;
    const buttons = [...(group.current?.querySelectorAll('button') ?? [])];
    const [wanted, other] = step === 1 ? buttons.toReversed() : buttons;
    (wanted?.ariaDisabled === 'true' ? other : wanted)?.focus({ preventScroll: true });
  }, []);

  function button(step: 1 | -1, label: string) {
    const isThere = fork.versions[fork.index + step] !== undefined;
    return (
      <button
        type="button"
        class={step === 1 ? 'icon-button small next' : 'icon-button small previous'}
        aria-label={label}
        title={label}
        aria-disabled={!isThere}
        onClick={() => branches.press(place, step, readingPlace(place))}
      >
        <ChevronIcon />
      </button>
    );
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for what is filled in
    <div ref={group} class="versions" role="group" aria-label="Versions of this message">
      {button(-1, 'Previous version')}
      <span class="version-count">
        <span class="hidden">Version </span>
        {fork.index + 1}
        <span aria-hidden="true"> / </span>
        <span class="hidden"> of </span>
        {count}
      </span>
      {button(1, 'Next version')}
    </div>
  );
}
