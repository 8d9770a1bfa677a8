import { errorWords } from '../error-words.ts';
import type { Fetching } from '../models/message-reader.ts';

interface RunEdgeProps {
  readonly which: 'Earlier' | 'Later';
  readonly fetching: Fetching;
  readonly isReady: boolean;
  readonly onRead: () => void;
}

/** Stands where what is read ends, but the session does not. */
export function RunEdge({ which, fetching, isReady, onRead }: RunEdgeProps) {
  if (!isReady) return <p class="run-edge">{which} messages appear when the store is back.</p>;
  if (fetching.state === 'loading') return <p class="run-edge">Loading…</p>;
  const error = fetching.state === 'failed' ? errorWords(fetching.error.code) : undefined;
  return (
    <div class="run-edge">
      {error && (
        <p>
          {which} messages could not be read. {error.what}.
        </p>
      )}
      <button type="button" class="button quiet" onClick={onRead}>
        {error ? 'Try again' : `Load ${which.toLowerCase()}`}
      </button>
    </div>
  );
}
