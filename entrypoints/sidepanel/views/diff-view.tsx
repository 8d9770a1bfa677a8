import { useMemo, useState } from 'preact/hooks';
import { type DiffLine, type Hunk, readPatch, type SidePair, sideBySide } from '../../../lib/patches/read-patch.ts';
import { FoldedText } from './folded-text.tsx';

/** Lines that are drawn at once; a patch can have as many as a file. */
const FIRST_LINES = 300;
const MORE_LINES = 2000;

interface DiffViewProps {
  /** Tells it from others on the page. */
  readonly label: string;
  readonly patch: string;
  readonly isSplit: boolean;
}

/** A patch with its lines and changed words; one that is no diff as the text that it is. */
export function DiffView({ label, patch, isSplit }: DiffViewProps) {
  const hunks = useMemo(() => readPatch(patch), [patch]);
  const [limit, setLimit] = useState(FIRST_LINES);
  if (patch.trim() === '') return <p class="diff-none muted">No diff was kept of this change.</p>;
  if (!hunks) return <FoldedText text={patch} />;
  const all = hunks.reduce((sum, { lines }) => sum + lines.length, 0);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section class="diff-box" tabIndex={0} aria-label={label}>
        <table class={isSplit ? 'diff split' : 'diff'}>
          {isSplit && (
            <colgroup>
              <col class="diff-numbers" />
              <col />
              <col class="diff-numbers" />
              <col />
            </colgroup>
          )}
          {withinLimit(hunks, limit).map((hunk) => (
            <tbody key={hunk.header}>
              <tr class="diff-hunk">
                <td colSpan={isSplit ? 4 : 3}>{hunk.header}</td>
              </tr>
              {isSplit
                ? sideBySide(hunk.lines).map((pair, index) => <SplitRow key={index} pair={pair} />)
                : hunk.lines.map((line, index) => <UnifiedRow key={index} line={line} />)}
            </tbody>
          ))}
        </table>
      </section>
      {all > limit && (
        <button type="button" class="button quiet small diff-more" onClick={() => setLimit(limit + MORE_LINES)}>
          Show {Math.min(all - limit, MORE_LINES).toLocaleString('en-US')} more lines
        </button>
      )}
    </>
  );
}

function withinLimit(hunks: readonly Hunk[], limit: number): Hunk[] {
  let left = limit;
  return hunks.flatMap((hunk) => {
    const lines = hunk.lines.slice(0, Math.max(0, left));
    left -= hunk.lines.length;
    return lines.length === 0 ? [] : [{ ...hunk, lines }];
  });
}

const MARKS = { same: ' ', added: '+', removed: '−', note: '' } as const;
const NAMES = { same: '', added: 'added: ', removed: 'removed: ', note: '' } as const;

function UnifiedRow({ line }: { readonly line: DiffLine }) {
  return (
    <tr class={line.kind}>
      <td class="diff-number">{line.oldLine}</td>
      <td class="diff-number">{line.newLine}</td>
      <Text line={line} />
    </tr>
  );
}

function SplitRow({ pair: { left, right } }: { readonly pair: SidePair }) {
  return (
    <tr>
      <td class={`diff-number ${left?.kind ?? 'blank'}`}>{left?.oldLine}</td>
      <Text line={left} />
      <td class={`diff-number ${right?.kind ?? 'blank'}`}>{right?.newLine}</td>
      <Text line={right} />
    </tr>
  );
}

function Text({ line }: { readonly line: DiffLine | undefined }) {
  if (!line) return <td class="diff-text blank" />;
  return (
    <td class={`diff-text ${line.kind}`}>
      <span class="diff-mark" aria-hidden="true">
        {MARKS[line.kind]}
      </span>
      <span class="hidden">{NAMES[line.kind]}</span>
      {line.pieces.map(({ text, isChanged }, index) =>
        isChanged ? <mark key={index}>{text}</mark> : <span key={index}>{text}</span>,
      )}
    </td>
  );
}
