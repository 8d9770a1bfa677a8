import { formatTimestamp } from '../protocol/timestamp.ts';
import type { UsageBucket, UsageGroup, UsageSummary } from '../protocol/usage-shapes.ts';
import type { SqlDatabase } from './sql-database.ts';
import { type BucketUnit, bucketBounds } from './time-buckets.ts';
import { createUsageTally, durationsOf, type UsageRow, type UsageTally } from './usage-tally.ts';

export interface UsageQuestion {
  /** Stored form; `to` is not included. */
  readonly from: string;
  readonly to: string;
  readonly bucket: BucketUnit;
  readonly by?: 'model' | 'session' | undefined;
  /** IANA name. */
  readonly timeZone: string;
}

/** Groups that are told of by name: what a table and the colours of a chart have room for. */
const MAX_GROUPS = 12;

/**
 * What was used between two moments, by hour, day or month of a time zone and, if asked, by model or session: the 12 groups that
 * cost most (then those with most tokens, most replies), and the rest together. Every event counts, of whatever type; negative
 * tokens and durations count as not known. Errors: `invalid`, as of `bucketBounds`.
 */
export function summarizeUsage(db: SqlDatabase, { from, to, bucket, by, timeZone }: UsageQuestion): UsageSummary {
  const bounds = bucketBounds({ fromMs: Date.parse(from), toMs: Date.parse(to), unit: bucket, timeZone });
  const starts = bounds.map(formatTimestamp);
  const sql = summarySql(by);
  const total = createUsageTally();
  const groups = new Map<string | null, UsageTally>();
  const parts = starts.slice(1).map((end, index) => {
    const start = starts[index] ?? from;
    const rows = db.all<UsageRow>(sql, [start, end]);
    return { start, end, ...addRows(rows, total, by ? groups : undefined) };
  });
  const named = by ? largest(groups) : [];
  return {
    buckets: parts.map(({ start, end, tally, byKey }): UsageBucket => {
      const figures = { start, end, ...tally.figures() };
      return by ? { ...figures, groups: groupsOf(byKey, named) } : figures;
    }),
    totals: { ...total.figures(), ...(by && namedGroups(db, by, groups, named)) },
    firstAt: firstEventAt(db, to),
  };
}

const COLUMN = { model: 'model', session: 'session_id' } as const;

/** Of one bucket: so each is a range of the index, and grouping sorts few rows. */
function summarySql(by: 'model' | 'session' | undefined): string {
  return `SELECT ${by ? COLUMN[by] : 'NULL'} AS key, count(*) AS events,
      count(*) FILTER (WHERE event_type = 'reply') AS replies,
      count(*) FILTER (WHERE event_type = 'error') AS errors,
      total(max(prompt_tokens, 0)) AS promptTokens,
      total(max(completion_tokens, 0)) AS completionTokens,
      total(cost) FILTER (WHERE cost BETWEEN -1e12 AND 1e12) AS cost,
      group_concat(duration_ms) FILTER (WHERE event_type = 'reply' AND duration_ms BETWEEN 0 AND 1e12) AS durations
    FROM analytics WHERE timestamp >= ? AND timestamp < ?${by ? ' GROUP BY 1' : ''}`;
}

function addRows(
  rows: readonly UsageRow[],
  total: UsageTally,
  groups: Map<string | null, UsageTally> | undefined,
): { tally: UsageTally; byKey: Map<string | null, UsageTally> } {
  const tally = createUsageTally();
  const byKey = new Map<string | null, UsageTally>();
  for (const row of rows) {
    const durationsMs = durationsOf(row);
    for (const each of [total, tally]) each.add(row, durationsMs);
    if (!groups) continue;
    tallyOf(groups, row.key).add(row, durationsMs);
    tallyOf(byKey, row.key).add(row, durationsMs);
  }
  return { tally, byKey };
}

function tallyOf(tallies: Map<string | null, UsageTally>, key: string | null): UsageTally {
  const known = tallies.get(key) ?? createUsageTally();
  tallies.set(key, known);
  return known;
}

/** The keys of the groups that are told of by name, the one that cost most first. */
function largest(groups: ReadonlyMap<string | null, UsageTally>): (string | null)[] {
  const weighed = [...groups].map(([key, tally]) => ({ key, ...tally.sums }));
  const tokens = (one: (typeof weighed)[number]) => one.promptTokens + one.completionTokens;
  return weighed
    .sort(
      (a, b) =>
        b.cost - a.cost ||
        tokens(b) - tokens(a) ||
        b.replies - a.replies ||
        b.events - a.events ||
        (String(a.key) < String(b.key) ? -1 : 1),
    )
    .slice(0, MAX_GROUPS)
    .map(({ key }) => key);
}

function groupsOf(tallies: ReadonlyMap<string | null, UsageTally>, keys: readonly (string | null)[]) {
  return keys.flatMap((key) => {
    const tally = tallies.get(key);
    return tally ? [{ key, ...tally.figures() }] : [];
  });
}

function namedGroups(
  db: SqlDatabase,
  by: 'model' | 'session',
  groups: ReadonlyMap<string | null, UsageTally>,
  named: readonly (string | null)[],
): Pick<UsageSummary['totals'], 'groups' | 'others'> {
  const rest = [...groups].filter(([key]) => !named.includes(key)).map(([, tally]) => tally);
  return {
    groups: groupsOf(groups, named).map(
      (group): UsageGroup => (by === 'session' ? { ...group, title: titleOf(db, group.key) } : group),
    ),
    others: rest.length === 0 ? null : { count: rest.length, ...together(rest) },
  };
}

function together(tallies: readonly UsageTally[]) {
  const all = createUsageTally();
  for (const { sums, durations } of tallies) all.add(sums, ...durations);
  return all.figures();
}

function titleOf(db: SqlDatabase, id: string | null): string | null {
  return db.get<{ title: string }>('SELECT title FROM sessions WHERE id = ?', [id])?.title ?? null;
}

/** When the first event of all was; null when there is none before `to`. */
function firstEventAt(db: SqlDatabase, to: string): string | null {
  const row = db.get<{ at: string | null }>('SELECT min(timestamp) AS at FROM analytics WHERE timestamp < ?', [to]);
  return row?.at ?? null;
}
