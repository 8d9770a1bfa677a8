import type { ComponentChildren } from 'preact';
import type { Remote } from '../../sidepanel/models/remote.ts';
import { workFailure } from '../work-words.ts';

interface ReadingViewProps<T> {
  readonly remote: Remote<T>;
  readonly again: () => void;
  readonly children: (value: T) => ComponentChildren;
}

/** What the host tells; or that it is being asked, or why it did not tell. */
export function ReadingView<T>({ remote, again, children }: ReadingViewProps<T>) {
  switch (remote.state) {
    case 'loading':
      return (
        <p class="row late hint" role="status">
          The host is asked.
        </p>
      );
    case 'failed':
      return (
        <div class="row">
          <p class="danger-text" role="alert">
            {workFailure(remote.error)}
          </p>
          <button type="button" class="button" onClick={again}>
            Try again
          </button>
        </div>
      );
    case 'ready':
      return children(remote.value);
  }
}
