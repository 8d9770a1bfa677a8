import type { Message } from '../../../lib/protocol/shapes.ts';
import type { ComparedPlace } from '../models/compare-model.ts';
import { type DiffPiece, MAX_COMPARED_LENGTH } from '../models/word-diff.ts';
import { LongText } from './long-text.tsx';

interface ComparedPlaceProps {
  readonly place: ComparedPlace;
  readonly isWide: boolean;
}

/** One place of two sessions: one text with marks, or both texts where marks would say nothing. */
export function ComparedPlaceView({ place: { place, first, second, diff }, isWide }: ComparedPlaceProps) {
  const note =
    diff?.kind === 'same'
      ? 'Word for word the same'
      : diff?.kind === 'too-long'
        ? `Not compared word by word: too different, or longer than ${MAX_COMPARED_LENGTH / 1000} kB`
        : diff?.kind === 'anew'
          ? 'Written anew'
          : undefined;
  return (
    <article class="compared">
      <h2 class="compared-title">
        {roleWords(first, second)} <span class="muted">{place}</span>
      </h2>
      {note && <p class="compared-note muted">{note}</p>}
      {diff?.kind === 'words' ? (
        isWide ? (
          <div class="compared-columns">
            <DiffText pieces={diff.pieces.filter(({ kind }) => kind !== 'second')} />
            <DiffText pieces={diff.pieces.filter(({ kind }) => kind !== 'first')} />
          </div>
        ) : (
          <DiffText pieces={diff.pieces} />
        )
      ) : diff?.kind === 'same' && !isWide ? (
        first && <Whole label={undefined} message={first} />
      ) : (
        <div class="compared-columns">
          <Whole label={isWide ? undefined : 'Before'} message={first} />
          <Whole label={isWide ? undefined : 'After'} message={second} />
        </div>
      )}
    </article>
  );
}

function DiffText({ pieces }: { readonly pieces: readonly DiffPiece[] }) {
  return (
    <div class="compared-text" dir="auto">
      {pieces.map(({ kind, text }, index) => {
        if (kind === 'both') return text;
        const Mark = kind === 'first' ? 'del' : 'ins';
        return <Mark key={index}>{text}</Mark>;
      })}
    </div>
  );
}

interface WholeProps {
  readonly label: string | undefined;
  readonly message: Message | undefined;
}

/** A text as it is, or that there is none. */
function Whole({ label, message }: WholeProps) {
  return (
    <div>
      {label && <h3 class="compared-side">{label}</h3>}
      {message === undefined ? (
        <p class="compared-text muted">Nothing here</p>
      ) : message.content === '' ? (
        <p class="compared-text muted">No text</p>
      ) : (
        <LongText text={message.content}>
          {(shown) => (
            <div class="compared-text" dir="auto">
              {shown}
            </div>
          )}
        </LongText>
      )}
    </div>
  );
}

const ROLE_WORDS: Readonly<Record<Message['role'], string>> = {
  user: 'Question',
  assistant: 'Reply',
  system: 'Instructions',
  tool: 'Tool result',
};

function roleWords(first: Message | undefined, second: Message | undefined): string {
  const [one, other] = [first, second].map((message) => message && ROLE_WORDS[message.role]);
  return one && other && one !== other ? `${one}, ${other.toLowerCase()}` : (one ?? other ?? '');
}
