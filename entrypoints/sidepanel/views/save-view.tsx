import { errorWords } from '../error-words.ts';
import type { ConnectionModel } from '../models/connection-model.ts';
import type { SaveModel } from '../models/save-model.ts';
import type { SaveState } from '../models/unsaved-change.ts';

interface SaveViewProps {
  readonly save: SaveModel;
  readonly connection: Pick<ConnectionModel, 'isReady' | 'isEmbedded'>;
}

/** Whether everything of this page is in the store: said only when it is. */
export function SaveView({ save, connection: { isReady, isEmbedded } }: SaveViewProps) {
  const state = save.state.value;
  // Without the store there is nothing to be proud of.
  const isUnknown = state.kind === 'saved' && !isReady.value;
  return (
    <div class={`save-state ${isUnknown ? 'saving' : state.kind}`}>
      <p role="status">
        <span class="dot" aria-hidden="true" />
        <span>{isUnknown ? 'Not connected' : saveWords(state, isEmbedded.value)}</span>
      </p>
    </div>
  );
}

function saveWords(state: SaveState, isEmbedded: boolean): string {
  const own =
    isEmbedded && 'error' in state && state.error && OWN_WORDS.includes(state.error.code) && state.error.message;
  switch (state.kind) {
    case 'saved':
      return 'Saved';
    case 'saving':
      return 'Saving…';
    // Not how many: one question alone is three changes.
    case 'queued':
      return state.error ? `Queued: ${own || errorWords(state.error.code).waiting}` : 'Queued';
    case 'unsaved': {
      const { waiting, refused } = errorWords(state.error.code);
      const why = own || (state.isSentAgain ? waiting : `${refused.what}. ${refused.todo}`);
      return `Not saved${state.count === 1 ? '' : ` (${state.count})`}: ${why}`;
    }
  }
}

/** What the browser has against it, only the store in it can say: its own limit, or the browser's. */
const OWN_WORDS: readonly string[] = ['disk-full', 'read-only'];
