import type { UsageFigures, UsageSummary } from '../../../lib/protocol/usage-shapes.ts';

const HEAD =
  'start,end,scope,id,name,events,replies,errors,prompt_tokens,completion_tokens,cost_usd,median_ms,p95_ms'.split(',');

/**
 * A summary as CSV (RFC 4180): for each bucket with events a line of all, and one for each model or session that is told of by
 * name. Texts that a spreadsheet would take for a formula have an apostrophe before them.
 */
export function usageCsv({ buckets, totals }: UsageSummary, by: 'model' | 'session'): string {
  const titles = new Map(totals.groups?.map(({ key, title }) => [key, title ?? key ?? '']));
  const lines = buckets.flatMap(({ start, end, groups = [], ...figures }) => {
    if (figures.events === 0) return [];
    const times = [start, end];
    return [
      [...times, 'all', '', '', ...cells(figures)],
      ...groups.map(({ key, ...its }) => [...times, by, key ?? '', titles.get(key) ?? '', ...cells(its)]),
    ];
  });
  return [HEAD, ...lines].map((line) => `${line.map(csvCell).join(',')}\r\n`).join('');
}

function cells(figures: UsageFigures): (number | null)[] {
  const { events, replies, errors, promptTokens, completionTokens, cost, medianMs, p95Ms } = figures;
  return [events, replies, errors, promptTokens, completionTokens, cost, medianMs, p95Ms];
}

/** A cell as it stands in a file; a number stays one, also a negative one. */
export function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) || harmless !== value ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
