import { errorWords } from '../error-words.ts';
import type { SaveModel } from '../models/save-model.ts';
import type { SaveState } from '../models/unsaved-change.ts';

interface SaveViewProps {
  readonly save: SaveModel;
  readonly isReady: boolean;
}

/** Whether everything of this page is in the store: said only when it is. */
export function SaveView({ save, isReady }: SaveViewProps) {
  const state = save.state.value;
  // Without the store there is nothing to be proud of.
  const isUnknown = state.kind === 'saved' && !isReady;
  return (
    <div class={`save-state ${isUnknown ? 'saving' : state.kind}`}>
      <p role="status">
        <span class="dot" aria-hidden="true" />
        <span>{isUnknown ? 'Not connected' : saveWords(state)}</span>
      </p>
    </div>
  );
}

function saveWords(state: SaveState): string {
  switch (state.kind) {
    case 'saved':
      return 'Saved';
    case 'saving':
      return 'Saving…';
    // Not how many: one question alone is three changes.
    case 'queued':
      return state.error ? `Queued: ${errorWords(state.error.code).waiting}` : 'Queued';
    case 'unsaved': {
      const { waiting, refused } = errorWords(state.error.code);
      const why = state.isSentAgain ? waiting : `${refused.what}. ${refused.todo}`;
      return `Not saved${state.count === 1 ? '' : ` (${state.count})`}: ${why}`;
    }
  }
}
