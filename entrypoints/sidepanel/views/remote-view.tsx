import type { ComponentChildren } from 'preact';
import type { AppError } from '../../../lib/protocol/errors.ts';
import type { Remote } from '../models/remote.ts';

interface RemoteViewProps<T> {
  readonly remote: Remote<T>;
  /** Of what stands there instead of the value. */
  readonly class: string;
  readonly loading: string;
  readonly failure: (error: AppError) => string;
  readonly again: () => void;
  readonly children: (value: T) => ComponentChildren;
}

/** What another process has; or that it is being asked, or why it did not tell. */
export function RemoteView<T>({ remote, class: place, loading, failure, again, children }: RemoteViewProps<T>) {
  switch (remote.state) {
    case 'loading':
      return (
        <p class={`${place} late muted`} role="status">
          {loading}
        </p>
      );
    case 'failed':
      return (
        <div class={place}>
          <p class="danger-text" role="alert">
            {failure(remote.error)}
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
