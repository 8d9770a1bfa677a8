import { useMemo } from 'preact/hooks';
import type { UsageFigures } from '../../../lib/protocol/usage-shapes.ts';
import { Segments } from '../../../lib/ui/segments.tsx';
import type { UsageMeasure, UsageModel, UsageShown } from '../models/usage-model.ts';
import { NumbersTable } from './numbers-table.tsx';
import { UsageChart } from './usage-chart.tsx';
import { groupName } from './usage-groups.tsx';
import { bucketWords, MEASURES, tickWords, whole } from './usage-words.ts';

const CHOICES = (['cost', 'tokens', 'replies', 'time'] as const).map((measure): [UsageMeasure, string] => [
  measure,
  MEASURES[measure].name,
]);
const UNITS = { hour: 'Hours', day: 'Days', month: 'Months' } as const;

interface UsageOverTimeProps {
  readonly usage: UsageModel;
  readonly shown: UsageShown;
  readonly openSession: (id: string) => void;
}

/** One measure bucket by bucket, of everything or of the model or session that was chosen. */
export function UsageOverTime({ usage, shown, openSession }: UsageOverTimeProps) {
  const measure = usage.measure.value;
  const chosen = usage.chosen.value;
  const { name, columns, isLine, axis } = MEASURES[measure];
  const { bucket, by, summary } = shown;
  const places = useMemo(
    () =>
      summary.buckets.map(({ start, groups, ...figures }) => {
        const its = chosen === undefined ? figures : groups?.find(({ key }) => key === chosen);
        return { start, values: columns.map(({ read }) => (its ? read(its) : null)), hasEvents: isUsed(its) };
      }),
    [summary, chosen, measure],
  );
  const ticks = useMemo(() => places.map(({ start }) => tickWords(start, bucket)), [places]);
  const series = useMemo(
    () =>
      isLine
        ? columns.map((_, column) => places.map(({ values }) => values[column] ?? null))
        : [places.map(({ values }) => values.reduce<number>((sum, value) => sum + (value ?? 0), 0))],
    [places],
  );
  const chosenGroup = summary.totals.groups?.find(({ key }) => key === chosen);
  const openable = by === 'session' && typeof chosenGroup?.title === 'string' ? chosenGroup.key : null;
  const total = chosenGroup ?? summary.totals;
  const title = chosenGroup ? `${name}: ${groupName(chosenGroup, by)}` : name;
  const say = (values: readonly (number | null)[]) => {
    if (values.every((value) => value === null)) return isLine ? 'no replies' : 'nothing';
    const parts = columns.map((column, index) => {
      const [words, what] = [column.words(values[index] ?? 0), column.name.toLowerCase()];
      return columns.length === 1 ? words : isLine ? `${what} ${words}` : `${words} ${what}`;
    });
    return parts.join(', ');
  };
  return (
    <section class="usage-part" aria-label="Over time">
      <Segments
        name="usage-measure"
        legend="Show over time"
        choices={CHOICES}
        value={measure}
        onChoose={usage.setMeasure}
      />
      {chosenGroup && (
        <p class="usage-chosen">
          <span>Only {groupName(chosenGroup, by)}</span>
          {openable !== null && (
            <button type="button" class="button quiet small" onClick={() => openSession(openable)}>
              Open
            </button>
          )}
          <button type="button" class="button quiet small" onClick={() => usage.toggle(chosenGroup.key)}>
            Show all
          </button>
        </p>
      )}
      <UsageChart
        {...{ ticks, series, isLine, axis }}
        {...(isLine && { names: columns.map((column) => column.name) })}
        label={`${title}, over time`}
        words={(place) => {
          const at = places[place];
          return at ? `${bucketWords(at.start, bucket)}: ${say(at.values)}` : '';
        }}
        summary={`Total: ${say(columns.map(({ read }) => read(total)))}`}
      />
      <NumbersTable
        caption={`${title}, over time`}
        heads={[UNITS[bucket], ...columns.map((column) => column.name)]}
        rows={places
          .filter(({ hasEvents }) => hasEvents)
          .reverse()
          .map(({ start, values }) => [
            start,
            bucketWords(start, bucket),
            ...values.map((value, index) => (value === null ? '–' : (columns[index]?.words ?? whole)(value))),
          ])}
        note={`${UNITS[bucket]} without usage are not listed.`}
      />
    </section>
  );
}

function isUsed(figures: Pick<UsageFigures, 'events'> | undefined): boolean {
  return figures !== undefined && figures.events > 0;
}
