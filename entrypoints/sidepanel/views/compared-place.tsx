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
  // Beside each other it is seen.
  const note = isWide && !(first && second) ? undefined : noteOf(first, second, diff);
  return (
    <article class="compared">
      <h2 class="compared-title">
        {roleWords(first, second)} <span class="muted">{place}</span>
      </h2>
      {note && <p class="compared-note muted">{note}</p>}
      <Texts {...{ first, second, diff, isWide }} />
    </article>
  );
}

function noteOf(
  first: Message | undefined,
  second: Message | undefined,
  diff: ComparedPlace['diff'],
): string | undefined {
  if (!first) return 'Only in the second';
  if (!second) return 'Only in the first';
  switch (diff?.kind) {
    case 'same':
      return 'Identical';
    case 'anew':
      return 'Rewritten';
    case 'too-long':
      return `Not compared word by word: too different, or longer than ${MAX_COMPARED_LENGTH / 1000} kB`;
    default:
      return undefined;
  }
}

function Texts({ first, second, diff, isWide }: Omit<ComparedPlace, 'place'> & Pick<ComparedPlaceProps, 'isWide'>) {
  if (diff?.kind === 'words') {
    if (!isWide) return <DiffText pieces={diff.pieces} />;
    return (
      <div class="compared-columns">
        <DiffText pieces={diff.pieces.filter(({ kind }) => kind !== 'second')} />
        <DiffText pieces={diff.pieces.filter(({ kind }) => kind !== 'first')} />
      </div>
    );
  }
  const isOne = diff?.kind === 'same' || !first || !second;
  if (isOne && !isWide) return <Whole message={first ?? second} label={undefined} />;
  return (
    <div class="compared-columns">
      <Whole message={first} label={isWide ? undefined : 'First'} />
      <Whole message={second} label={isWide ? undefined : 'Second'} />
    </div>
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
