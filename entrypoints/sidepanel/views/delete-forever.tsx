import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import type { Session } from '../../../lib/protocol/shapes.ts';
import type { Remote } from '../models/remote.ts';
import type { HeldByBackups } from '../models/session-rows-model.ts';
import { heldWords } from './held-words.ts';

interface DeleteForeverProps {
  readonly session: Session;
  readonly held: Remote<HeldByBackups>;
  readonly onDelete: () => void;
  readonly onKeep: () => void;
}

/** Asks in the place of the row, once, and says what goes. Enter keeps, since the key that asked may still be under the finger. */
export function DeleteForever({ session, held, onDelete, onKeep }: DeleteForeverProps) {
  const id = useId();
  const keep = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => keep.current?.focus({ preventScroll: true }), []);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for the parts of a form
    <div
      class="delete-forever"
      role="group"
      aria-labelledby={id}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key !== 'Escape') return;
        // The sheet around stays open.
        event.preventDefault();
        onKeep();
      }}
    >
      <p id={id}>
        <span class="session-title">{session.title || 'Untitled'}</span>
        <span class="session-facts">{whatGoes(session.messageCount)} for good.</span>
        <span class="held">{heldWords(held)}</span>
      </p>
      <div class="delete-choices">
        <button type="button" class="button small danger" onClick={onDelete}>
          Delete forever
        </button>
        <button ref={keep} type="button" class="button small" onClick={onKeep}>
          Keep
        </button>
      </div>
    </div>
  );
}

function whatGoes(messageCount: number): string {
  if (messageCount === 0) return 'This session goes';
  return messageCount === 1 ? 'Its one message goes' : `Its ${messageCount.toLocaleString()} messages go`;
}
