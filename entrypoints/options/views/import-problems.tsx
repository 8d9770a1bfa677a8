import type { ImportProblem } from '../../../lib/protocol/keeping-shapes.ts';
import { countOf } from '../keeping-words.ts';

/** So many are read at a glance. */
const SHOWN_AT_FIRST = 3;

/** What a file could not give: the first ones, and the others folded away. */
export function ImportProblems({ problems }: { readonly problems: readonly ImportProblem[] }) {
  if (problems.length === 0) return null;
  const more = problems.slice(SHOWN_AT_FIRST);
  return (
    <div class="problems">
      <p>Left out or changed:</p>
      <ProblemList problems={problems.slice(0, SHOWN_AT_FIRST)} />
      {more.length > 0 && (
        <details>
          <summary>{countOf(more.length, 'more', 'more')}</summary>
          <ProblemList problems={more} />
        </details>
      )}
    </div>
  );
}

function ProblemList({ problems }: { readonly problems: readonly ImportProblem[] }) {
  return (
    <ul>
      {problems.map(({ where, message }, index) => (
        <li key={index}>
          <strong>{where}</strong> {message}
        </li>
      ))}
    </ul>
  );
}
