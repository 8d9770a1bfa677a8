import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** UTF-16 units drawn unasked. A message may have 16 MB, which no browser lays out in a time one would wait. */
const STEP_LENGTH = 100_000;
/** Of a text that grows before one's eyes this much is drawn: it comes in pieces anyway. */
const GROWING_LENGTH = 1_000_000;
/** Beyond this "all" would be many thousand blocks, each looked at again in every frame. */
const MAX_ALL_LENGTH = 2_000_000;
/** Drawn at once; longer texts come in slices, one in each frame, so that none takes much longer than a frame. */
const FIRST_LENGTH = 24_000;
const SLICE_LENGTH = 12_000;

interface LongTextProps {
  readonly text: string;
  /** More is added to its end. */
  readonly isGrowing?: boolean;
  /** `isPiecemeal`: the next text will begin with this one. */
  readonly children: (shown: string, isPiecemeal: boolean) => ComponentChildren;
}

/** Draws the beginning of a text, slice by slice where it is long, and more of it on demand. */
export function LongText({ text, isGrowing = false, children }: LongTextProps) {
  const [limit, setLimit] = useState(isGrowing ? GROWING_LENGTH : STEP_LENGTH);
  const [drawnLength, setDrawnLength] = useState(isGrowing ? GROWING_LENGTH : FIRST_LENGTH);
  const wantedLength = Math.min(limit, text.length);
  const isDrawing = drawnLength < wantedLength;

  useEffect(() => {
    if (!isDrawing) return undefined;
    const frame = requestAnimationFrame(() => setDrawnLength((length) => length + SLICE_LENGTH));
    return () => cancelAnimationFrame(frame);
  }, [isDrawing, drawnLength]);

  const length = Math.min(wantedLength, drawnLength);
  const isWhole = length === text.length;
  const shown = isWhole ? text : text.slice(0, length).toWellFormed();
  return (
    <>
      {children(shown, isGrowing || text.length > FIRST_LENGTH)}
      {!isWhole && (limit > STEP_LENGTH || !isDrawing) && (
        <div class="message-note">
          {isDrawing ? (
            <span class="drawing">
              <label>
                Drawing {thousands(wantedLength)} characters
                <progress value={length} max={wantedLength} />
              </label>
            </span>
          ) : (
            <>
              <span>
                {thousands(length)} of {thousands(text.length)} characters are shown
              </span>
              <div class="message-actions">
                <button type="button" class="button small" onClick={() => setLimit(length + STEP_LENGTH)}>
                  Show more
                </button>
                {text.length > length + STEP_LENGTH / 4 && text.length <= MAX_ALL_LENGTH && (
                  <button type="button" class="button small" onClick={() => setLimit(MAX_ALL_LENGTH)}>
                    Show all
                  </button>
                )}
              </div>
            </>
          )}
        </div>
      )}
    </>
  );
}

function thousands(count: number): string {
  return `${Math.round(count / 1000)
    .toLocaleString('en-US')
    .replaceAll(',', '\u202f')} k`;
}
