import { formatCount } from '../../../lib/format-size.ts';
import type { RowCounts } from '../../../lib/protocol/keeping-shapes.ts';
import type { Result } from '../../../lib/protocol/methods.ts';
import { useFocusIfLost } from '../../../lib/ui/use-focus-if-lost.ts';
import type { ImportModel } from '../models/import-model.ts';
import { FORMAT_NAMES, RESOLUTIONS, tableName, tablesIn } from '../transfer-words.ts';
import { Choices } from './choices.tsx';
import { ImportProblems } from './import-problems.tsx';

interface ImportQuestionProps {
  readonly imports: ImportModel;
  /** Of the file. */
  readonly name: string;
  readonly found: Result<'imports/analyze'>;
}

/** What is in a file and how much of it is here already, and the question what becomes of it. Nothing is written yet. */
export function ImportQuestion({ imports, name, found }: ImportQuestionProps) {
  const { format, counts, existing, problems } = found;
  const tables = tablesIn(counts);
  const isKnown = tables.some((table) => (existing[table] ?? 0) > 0);
  const isAllKnown = isKnown && tables.every((table) => (existing[table] ?? 0) >= (counts[table] ?? 0));
  const section = useFocusIfLost<HTMLElement>();
  return (
    <section ref={section} class="row in-column import-question" aria-label={`What is in ${name}`} tabIndex={-1}>
      <div class="row-words">
        <p class="row-title">
          {name} is {FORMAT_NAMES[format]}
        </p>
        <p class="hint">{hintFor(tables.length > 0, isKnown, isAllKnown)}</p>
      </div>
      {tables.length > 0 && <Counts tables={tables} counts={counts} existing={existing} />}
      <ImportProblems problems={problems} />
      {isKnown && <Choices legend="For what is already here" choices={RESOLUTIONS} chosen={imports.resolution} />}
      <div class="form-end">
        {tables.length > 0 && (
          <button type="button" class="button primary" onClick={() => void imports.apply()}>
            Import
          </button>
        )}
        <button type="button" class="button" onClick={imports.close}>
          {tables.length > 0 ? 'Cancel' : 'Close'}
        </button>
      </div>
    </section>
  );
}

const SAME_OR_NOT = 'unchanged or changed since. Nothing is written until you decide.';

function hintFor(hasRows: boolean, isKnown: boolean, isAllKnown: boolean): string {
  if (!hasRows) return 'It contains nothing to import.';
  if (isAllKnown) return `All of these are already here, ${SAME_OR_NOT}`;
  return isKnown ? `Some of these are already here, ${SAME_OR_NOT}` : 'None of it is here yet.';
}

interface CountsProps {
  readonly tables: readonly string[];
  readonly counts: RowCounts;
  readonly existing: RowCounts;
}

function Counts({ tables, counts, existing }: CountsProps) {
  return (
    <table class="import-counts">
      <thead>
        <tr>
          <td />
          <th scope="col">In the file</th>
          <th scope="col">Already here</th>
        </tr>
      </thead>
      <tbody>
        {tables.map((table) => (
          <tr key={table}>
            <th scope="row">{tableName(table)}</th>
            <td>{formatCount(counts[table] ?? 0)}</td>
            <td>{formatCount(existing[table] ?? 0)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
