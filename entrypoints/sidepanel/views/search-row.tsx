import type { SearchHit } from '../../../lib/protocol/search-shapes.ts';
import type { ClockModel } from '../models/clock-model.ts';
import { Age } from './age.tsx';

const WRITERS = { user: 'You', assistant: 'Reply', system: 'Instructions', tool: 'Tool' };

interface SearchRowProps {
  readonly id: string;
  readonly hit: SearchHit;
  readonly isActive: boolean;
  readonly clock: ClockModel;
  readonly onOpen: () => void;
}

/** A message that was found, with what is around it, or a session by its title. */
export function SearchRow({ id, hit, isActive, clock, onOpen }: SearchRowProps) {
  const { messageId, sessionTitle, snippet, createdAt, role } = hit;
  const parts = snippet.map(({ text, match }, index) => (match ? <mark key={index}>{text}</mark> : text));
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the focus and takes the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the same
    <div id={id} role="option" aria-selected={isActive} class="search-row" onClick={onOpen}>
      <p class="search-row-head">
        {messageId === null ? (
          <>
            <span class="search-kind">Session</span>
            <span class="search-title">{parts}</span>
          </>
        ) : (
          <span class="search-title">{sessionTitle || 'Untitled'}</span>
        )}
        <Age timestamp={createdAt} clock={clock} />
      </p>
      {messageId !== null && (
        <p class="search-snippet" dir="auto">
          {role && <span class="search-kind">{WRITERS[role]}</span>} {parts}
        </p>
      )}
    </div>
  );
}
