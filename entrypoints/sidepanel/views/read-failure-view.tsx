import type { AppError } from '../../../lib/protocol/errors.ts';
import { useFocusIfLost } from '../../../lib/ui/use-focus-if-lost.ts';
import { readFailure } from './read-failure.ts';
import { Sentences } from './sentences.tsx';

interface ReadFailureViewProps {
  readonly error: AppError;
  /** What could not be read: "branches". */
  readonly subject: string;
  readonly again: () => void;
}

/** In the place of a whole view: why it could not be read, and what to do. */
export function ReadFailureView({ error, subject, again }: ReadFailureViewProps) {
  const { what, todo } = readFailure(error, subject);
  const retry = useFocusIfLost<HTMLButtonElement>();
  return (
    <div class="welcome" role="alert">
      <p class="welcome-title">The {subject} could not be read</p>
      <p class="muted">
        <Sentences texts={[`${what}.`, todo]} />
      </p>
      <button ref={retry} type="button" class="button" onClick={again}>
        Try again
      </button>
    </div>
  );
}
