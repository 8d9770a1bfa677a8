import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

/** UTF-16 units drawn at once. A message may have 16 MB, which no browser lays out in a time one would wait. */
const STEP_LENGTH = 100_000;

interface LongTextProps {
  readonly text: string;
  readonly children: (shown: string) => ComponentChildren;
}

/** Draws the beginning of a text, and more of it on demand. */
export function LongText({ text, children }: LongTextProps) {
  const [limit, setLimit] = useState(STEP_LENGTH);
  if (text.length <= limit) return <>{children(text)}</>;
  const shown = text.slice(0, limit).toWellFormed();
  return (
    <>
      {children(shown)}
      <div class="message-note">
        <span>
          {thousands(limit)} of {thousands(text.length)} characters are shown
        </span>
        <button type="button" class="button small" onClick={() => setLimit(limit + STEP_LENGTH)}>
          Show more
        </button>
      </div>
    </>
  );
}

function thousands(count: number): string {
  return `${Math.round(count / 1000)
    .toLocaleString('en-US')
    .replaceAll(',', '\u202f')} k`;
}
