import type { UsageFigures, UsageSummary } from '../../../lib/protocol/usage-shapes.ts';
import { csvLines } from './csv.ts';

const HEAD =
  'start,end,scope,id,name,events,replies,errors,prompt_tokens,completion_tokens,cost_usd,median_ms,p95_ms'.split(',');

/**
 * A summary as CSV (RFC 4180): for each bucket with events a line of all, and one for each model or session that is told of by
 * name.
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
  return csvLines([HEAD, ...lines]);
}

function cells(figures: UsageFigures): (number | null)[] {
  const { events, replies, errors, promptTokens, completionTokens, cost, medianMs, p95Ms } = figures;
  return [events, replies, errors, promptTokens, completionTokens, cost, medianMs, p95Ms];
}
