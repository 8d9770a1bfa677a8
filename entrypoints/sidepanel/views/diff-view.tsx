import { useMemo } from 'preact/hooks';
import { type DiffLine, type Hunk, readPatch, type SidePair, sideBySide } from '../../../lib/patches/read-patch.ts';
import { inBlocks, useBlock } from '../../../lib/ui/use-block.ts';
import { pxPerRem } from '../../../lib/ui/use-list-window.ts';
import { FoldedText } from './folded-text.tsx';

/** Lines that are drawn together, and how high one is that is not wrapped. */
const LINES_PER_BLOCK = 100;
const LINE_REM = 1.25;

interface DiffViewProps {
  /** Tells it from others on the page. */
  readonly label: string;
  readonly patch: string;
  readonly isSplit: boolean;
}

/** A patch with its lines and changed words, of a long one those near what one sees; one that is no diff as the text that it is. */
export function DiffView({ label, patch, isSplit }: DiffViewProps) {
  const hunks = useMemo(() => readPatch(patch), [patch]);
  const rows = useMemo(() => hunks?.flatMap((hunk) => rowsOf(hunk, isSplit)) ?? [], [hunks, isSplit]);
  const blocks = useMemo(() => inBlocks(rows, LINES_PER_BLOCK), [rows]);
  const digits = useMemo(() => digitsIn(hunks ?? []), [hunks]);
  if (patch.trim() === '') return <p class="diff-none muted">No diff was kept for this change.</p>;
  if (!hunks) return <FoldedText text={patch} />;
  // Set for all of them: the numbers of what happens to be drawn are not all equally long.
  const numbers = <col style={{ width: `calc(${digits}ch + 2 * var(--space-2))` }} />;
  return (
    <section class="diff-box" aria-label={label}>
      <table class="diff" aria-rowcount={rows.length}>
        <colgroup>
          {numbers}
          {isSplit ? <col /> : numbers}
          {isSplit ? numbers : <col />}
          {isSplit && <col />}
        </colgroup>
        {blocks.map((block) => (
          <Block key={`${isSplit} ${block.first}`} {...{ ...block, isSplit }} isOnly={blocks.length === 1} />
        ))}
      </table>
    </section>
  );
}

/** What a row of the table has: the head of a hunk, a line, or what was there beside what is. */
type DiffRow = string | DiffLine | SidePair;

function rowsOf({ header, lines }: Hunk, isSplit: boolean): readonly DiffRow[] {
  return [header, ...(isSplit ? sideBySide(lines) : lines)];
}

/** Digits of the largest number of a line, at least two. */
function digitsIn(hunks: readonly Hunk[]): number {
  let last = 10;
  for (const { lines } of hunks)
    for (const { oldLine, newLine } of lines) last = Math.max(last, oldLine ?? 0, newLine ?? 0);
  return String(last).length;
}

interface BlockProps {
  readonly first: number;
  readonly rows: readonly DiffRow[];
  readonly isSplit: boolean;
  readonly isOnly: boolean;
}

function Block({ first, rows, isSplit, isOnly }: BlockProps) {
  const estimatePx = useMemo(() => rows.length * LINE_REM * pxPerRem(), []);
  const { element, isDrawn, heightPx } = useBlock<HTMLTableSectionElement>({
    ...{ isFirst: first === 0, estimatePx, isWanted: isOnly },
  });
  const columns = isSplit ? 4 : 3;
  return (
    <tbody ref={element}>
      {isDrawn ? (
        rows.map((row, place) => {
          const at = first + place;
          if (typeof row === 'string') {
            return (
              <tr key={at} class="diff-hunk" aria-rowindex={at + 1}>
                <td colSpan={columns}>{row}</td>
              </tr>
            );
          }
          return 'kind' in row ? <UnifiedRow key={at} at={at} line={row} /> : <SplitRow key={at} at={at} pair={row} />;
        })
      ) : (
        <tr>
          <td colSpan={columns} style={{ height: `${heightPx}px` }} />
        </tr>
      )}
    </tbody>
  );
}

const MARKS = { same: ' ', added: '+', removed: '−', note: '' } as const;
const NAMES = { same: '', added: 'added: ', removed: 'removed: ', note: '' } as const;

interface Placed {
  /** Which row of all it is, from 0. */
  readonly at: number;
}

function UnifiedRow({ line, at }: Placed & { readonly line: DiffLine }) {
  return (
    <tr class={line.kind} aria-rowindex={at + 1}>
      <td class="diff-number">{line.oldLine}</td>
      <td class="diff-number">{line.newLine}</td>
      <Text line={line} />
    </tr>
  );
}

function SplitRow({ pair: { left, right }, at }: Placed & { readonly pair: SidePair }) {
  return (
    <tr aria-rowindex={at + 1}>
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
