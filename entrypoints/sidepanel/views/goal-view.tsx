import type { Goal } from '../../../lib/proofs/goal.ts';
import { goalAsLean } from '../../../lib/proofs/lean-text.ts';
import { BlockList } from '../../../lib/ui/block-list.tsx';
import { CopyButton } from '../../../lib/ui/copy.tsx';
import type { GoalMoment } from '../models/proofs-model.ts';
import { Moment } from './moment.tsx';

/** Moments that are drawn together, and how high one is. */
const MOMENTS_PER_BLOCK = 100;
const MOMENT_REM = 1.25;

/** What is to be proved and from what, and when it was seen besides. */
export function GoalView({ goal, history }: { readonly goal: Goal; readonly history: readonly GoalMoment[] }) {
  return (
    <div class={goal.isDone ? 'goal done' : 'goal'}>
      <div class="goal-head">
        <span class={goal.isDone ? 'work-tag complete' : 'work-tag open'}>{goal.isDone ? 'proved' : 'goal'}</span>
        <CopyButton label="Copy as Lean" text={goalAsLean(goal)} />
      </div>
      <dl class="hypotheses">
        {goal.hypotheses.map(({ name, type }, index) => (
          <div key={index}>
            <dt>{name}</dt>
            <dd>{type}</dd>
          </div>
        ))}
        <div class="target">
          <dt>
            <span aria-hidden="true">⊢</span>
            <span class="hidden">Goal</span>
          </dt>
          <dd>{goal.target}</dd>
        </div>
      </dl>
      {history.length > 1 && (
        <details class="goal-history">
          <summary>This goal over time ({history.length})</summary>
          <BlockList label="This goal over time" rows={history} perBlock={MOMENTS_PER_BLOCK} rowRem={MOMENT_REM}>
            {({ id, createdAt, line, isDone }, index, listed) => (
              <li key={`${id}${index}`} {...listed}>
                <span class={`proof-dot ${isDone ? 'complete' : 'open'}`} aria-hidden="true" />
                {isDone ? 'proved' : 'open'}
                {line !== null && ` at line ${line}`}, <Moment timestamp={createdAt} />
              </li>
            )}
          </BlockList>
        </details>
      )}
    </div>
  );
}
