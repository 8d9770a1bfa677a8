import { useEffect, useRef } from 'preact/hooks';
import { BranchIcon } from '../../../lib/ui/branch-icons.tsx';
import type { PanelModel } from '../models/panel-model.ts';
import { Sentences } from './sentences.tsx';

/** What branches are, for whoever has none yet. */
export function NoBranches({ panel }: { readonly panel: PanelModel }) {
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => back.current?.focus(), []);
  return (
    <div class="welcome no-branches">
      <BranchIcon />
      <p class="welcome-title">No branches yet</p>
      <p class="muted">
        <Sentences
          texts={[
            'Edit a question, ask a reply again, or branch from any message:',
            'each continues in its own session,',
            'and what was said before stays.',
          ]}
        />
      </p>
      <button ref={back} type="button" class="button" onClick={panel.layout.closeView}>
        Back to the conversation
      </button>
    </div>
  );
}
