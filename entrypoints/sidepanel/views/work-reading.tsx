import type { ComponentChildren } from 'preact';
import { errorWords } from '../error-words.ts';
import type { Remote } from '../models/remote.ts';

interface WorkReadingProps<T> {
  readonly remote: Remote<readonly T[]>;
  readonly again: () => void;
  /** What stands where there is nothing. */
  readonly empty: ComponentChildren;
  readonly isAway: boolean;
  readonly children: (rows: readonly T[]) => ComponentChildren;
}

/** Rows of a session; or that they are being read, why they could not be, or that there are none. */
export function WorkReading<T>({ remote, again, empty, isAway, children }: WorkReadingProps<T>) {
  switch (remote.state) {
    case 'loading':
      return (
        <p class="work-state late muted" role="status">
          {isAway ? 'Waiting for the host.' : 'Reading…'}
        </p>
      );
    case 'failed':
      return (
        <div class="work-state">
          <p class="danger-text" role="alert">
            {failureWords(remote.error)}
          </p>
          <button type="button" class="button" onClick={again}>
            Try again
          </button>
        </div>
      );
    case 'ready':
      return remote.value.length === 0 ? <div class="work-state muted">{empty}</div> : children(remote.value);
  }
}

/** An older host knows nothing of it, and says so itself. */
export function failureWords({ code, message }: { readonly code: string; readonly message: string }): string {
  if (code === 'version-mismatch') return 'The host does not know this yet. Update the host to use this view.';
  if (code === 'internal') return message;
  const { what, todo } = errorWords(code);
  return `${what}. ${todo}`;
}
