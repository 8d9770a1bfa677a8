import type { RecoveryFigures } from '../tests/support/recovery-figures.ts';
import { table } from './markdown-table.ts';

const PLACE = /(<!-- figures: .*-->\n)[\s\S]*?(<!-- \/figures -->)/;

/** The text of docs/recovery.md with these figures in their place. Throws when it has none. */
export function withRecoveryFigures(text: string, figures: readonly RecoveryFigures[], measured: string): string {
  if (!PLACE.test(text)) throw new Error('docs/recovery.md has no place for figures.');
  return text.replace(PLACE, (_, start, end) => `${start}\n${figuresTable(figures)}\n\n${measured}\n\n${end}`);
}

/** A row for each way to end, a column for each thing that is done. */
function figuresTable(figures: readonly RecoveryFigures[]): string {
  const doings = [...new Set(figures.map(({ doing }) => doing))].toSorted();
  const endings = [...new Set(figures.map(({ ending }) => ending))].toSorted();
  const cell = (doing: string, ending: string) => {
    const found = figures.find((one) => one.doing === doing && one.ending === ending);
    if (!found) return '';
    const { prompts, rounds, worstLostMs } = found;
    return `asked ${prompts} of ${rounds}${worstLostMs > 0 ? `, lost ${Math.round(worstLostMs)} ms` : ''}`;
  };
  return table(
    ['', ...doings],
    endings.map((ending) => [ending, ...doings.map((doing) => cell(doing, ending))]),
  );
}
