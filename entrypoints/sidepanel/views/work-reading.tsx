import type { ComponentChildren } from 'preact';
import type { Remote } from '../models/remote.ts';
import { ReadFailureView } from './read-failure-view.tsx';
import { Sentences } from './sentences.tsx';

interface WorkReadingProps<T> {
  readonly remote: Remote<readonly T[]>;
  readonly again: () => void;
  /** What the rows are: "proofs". */
  readonly subject: string;
  /** What stands where there are none: that, and when there will be some. */
  readonly none: { readonly title: string; readonly sentences: readonly string[] };
  readonly isAway: boolean;
  readonly children: (rows: readonly T[]) => ComponentChildren;
}

/** Rows of a session; or that they are being read, why they could not be, or that there are none. */
export function WorkReading<T>({ remote, again, subject, none, isAway, children }: WorkReadingProps<T>) {
  if (remote.state === 'failed') return <ReadFailureView {...{ error: remote.error, subject, again }} />;
  if (remote.state === 'loading') {
    return (
      <p class="welcome muted late" role="status">
        {isAway ? `The ${subject} appear when the store is back.` : `Reading the ${subject}…`}
      </p>
    );
  }
  if (remote.value.length > 0) return children(remote.value);
  return (
    <div class="welcome">
      <p class="welcome-title">{none.title}</p>
      <p class="muted">
        <Sentences texts={none.sentences} />
      </p>
    </div>
  );
}
