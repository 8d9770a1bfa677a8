import type { UsageFigures, UsageGroup } from '../../../lib/protocol/usage-shapes.ts';
import { List } from '../../../lib/ui/list.tsx';
import { Segments } from '../../../lib/ui/segments.tsx';
import type { UsageBy, UsageModel, UsageShown } from '../models/usage-model.ts';
import { duration } from './format.ts';
import { dollars, short, whole } from './usage-words.ts';

const CHOICES = [
  ['model', 'By model'],
  ['session', 'By session'],
] as const;

/** Who used how much; each can be chosen for the chart. */
export function UsageGroups({ usage, shown }: { readonly usage: UsageModel; readonly shown: UsageShown }) {
  const { by, summary } = shown;
  const { groups = [], others, ...all } = summary.totals;
  const shareOf = ({ cost, promptTokens, completionTokens }: UsageFigures) =>
    all.cost > 0 ? cost / all.cost : (promptTokens + completionTokens) / (all.promptTokens + all.completionTokens);
  return (
    <section class="usage-part" aria-label="Breakdown">
      <Segments<UsageBy>
        name="usage-by"
        legend="Group by"
        choices={CHOICES}
        value={usage.by.value}
        onChoose={usage.setBy}
      />
      <List class="usage-groups" aria-label={by === 'model' ? 'Models' : 'Sessions'}>
        {groups.map((group) => (
          <li key={group.key}>
            <button
              type="button"
              class="usage-group"
              aria-pressed={usage.chosen.value === group.key}
              title="Show only this in the chart"
              onClick={() => usage.toggle(group.key)}
            >
              <span class="usage-name">{groupName(group, by)}</span>
              <Share share={shareOf(group)} />
              <span class="usage-facts">{factsOf(group)}</span>
            </button>
          </li>
        ))}
        {others && (
          <li class="usage-group">
            <span class="usage-name">
              {whole(others.count)} other {by === 'model' ? 'models' : 'sessions'}
            </span>
            <Share share={shareOf(others)} />
            <span class="usage-facts">{factsOf(others)}</span>
          </li>
        )}
      </List>
    </section>
  );
}

/** What a group is called. */
export function groupName({ key, title }: Pick<UsageGroup, 'key' | 'title'>, by: UsageBy): string {
  if (key === null) return by === 'model' ? 'No model' : 'No session';
  if (by === 'model') return key;
  if (title === null || title === undefined) return 'Deleted session';
  return title === '' ? 'Untitled' : title;
}

function Share({ share }: { readonly share: number }) {
  const percent = Number.isFinite(share) ? Math.min(Math.max(share, 0), 1) * 100 : 0;
  return (
    <svg class="usage-share" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
      <rect class="usage-share-whole" width="100" height="1" />
      <rect class="usage-share-part" width={percent} height="1" />
    </svg>
  );
}

function factsOf({ cost, promptTokens, completionTokens, replies, errors, medianMs }: UsageFigures): string {
  const facts = [dollars(cost), `${short(promptTokens + completionTokens)} tokens`];
  facts.push(
    `${whole(replies)} ${replies === 1 ? 'reply' : 'replies'}${errors > 0 ? `, ${whole(errors)} failed` : ''}`,
  );
  if (medianMs !== null) facts.push(duration(medianMs));
  return facts.join(' · ');
}
