import type { AppError } from '../../../lib/protocol/errors.ts';
import type { RecordingsModel } from '../models/recordings-model.ts';
import { readFailure } from './read-failure.ts';
import { Sentences } from './sentences.tsx';

interface RecordingListStateProps {
  readonly recordings: RecordingsModel;
  /** Nothing can be read at the moment. */
  readonly isAway: boolean;
}

/** What is said where there are no rows. */
export function RecordingListState({ recordings, isAway }: RecordingListStateProps) {
  const page = recordings.page.value;
  if (page.state === 'loading') {
    const words = isAway ? 'Your recordings appear here as soon as they can be read.' : 'Reading recordings…';
    return <p class="empty late">{words}</p>;
  }
  if (page.state === 'failed') return <Unread error={page.error} onAgain={recordings.again} />;
  const words = recordings.foundFor.value.trim();
  if (words !== '') {
    return (
      <div class="empty">
        <p>
          No recording has “<span class="looked-for">{words}</span>” in its title or a tag.
        </p>
        <button type="button" class="button" onClick={() => recordings.setQuery('')}>
          Clear the search
        </button>
      </div>
    );
  }
  return (
    <div class="empty">
      <p>
        <Sentences
          texts={['No recordings yet.', 'One keeps a session as it happened,', 'to be played back at any speed.']}
        />
      </p>
    </div>
  );
}

interface UnreadProps {
  readonly error: AppError;
  readonly onAgain: () => void;
}

/** Why recordings, or one of them, cannot be shown. */
export function Unread({ error, onAgain }: UnreadProps) {
  const { what, todo } = readFailure(error, 'recordings');
  return (
    <div class="empty">
      <p>
        <Sentences texts={[`${what}.`, todo]} />
      </p>
      <button type="button" class="button" onClick={onAgain}>
        Try again
      </button>
    </div>
  );
}
