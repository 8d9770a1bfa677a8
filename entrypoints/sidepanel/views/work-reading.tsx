import type { ComponentChildren } from 'preact';
import type { Remote } from '../models/remote.ts';
import { readFailureWords } from './read-failure.ts';
import { RemoteView } from './remote-view.tsx';

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
  return (
    <RemoteView
      remote={remote}
      class="work-state"
      loading={isAway ? 'Waiting for the store.' : 'Reading…'}
      failure={(error) => readFailureWords(error, 'this')}
      again={again}
    >
      {(rows) => (rows.length === 0 ? <div class="work-state muted">{empty}</div> : children(rows))}
    </RemoteView>
  );
}
