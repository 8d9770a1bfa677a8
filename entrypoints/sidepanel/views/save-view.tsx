import { errorWords } from '../error-words.ts';
import type { SaveModel, SaveState } from '../models/save-model.ts';

interface SaveViewProps {
  readonly save: SaveModel;
  /** The unsaved message on the screen has the button. */
  readonly isRetryElsewhere: boolean;
}

/** Whether everything of this page is in the store: said only when it is. */
export function SaveView({ save, isRetryElsewhere }: SaveViewProps) {
  const state = save.state.value;
  return (
    <div class={`save-state ${state.kind}`}>
      <p role="status">
        <span class="dot" aria-hidden="true" />
        <span>{saveWords(state)}</span>
      </p>
      {state.kind === 'unsaved' && !isRetryElsewhere && (
        <>
          <button type="button" class="button small" onClick={save.retryAll}>
            Retry
          </button>
          <DiscardButton save={save} />
        </>
      )}
    </div>
  );
}

/** A change that cannot succeed as it is would otherwise stay for ever. */
function DiscardButton({ save }: { readonly save: SaveModel }) {
  const hopeless = save.unsaved.value.find((entry) => entry.error && errorWords(entry.error.code).remedy === 'none');
  if (!hopeless) return null;
  return (
    <button type="button" class="button small quiet" onClick={() => save.discard(hopeless.requestId)}>
      Discard
    </button>
  );
}

function saveWords(state: SaveState): string {
  switch (state.kind) {
    case 'saved':
      return 'Saved';
    case 'saving':
      return 'Saving…';
    case 'queued':
      return state.count === 1 ? 'Queued' : `Queued: ${state.count} changes`;
    case 'unsaved': {
      const { what, todo } = errorWords(state.error.code);
      return `Not saved${state.count === 1 ? '' : ` (${state.count})`}: ${what}. ${todo}`;
    }
  }
}
