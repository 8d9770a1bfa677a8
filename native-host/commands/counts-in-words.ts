import type { RowCounts } from '../../lib/protocol/keeping-shapes.ts';

/** `2 sessions, 31 messages`; `nothing` where there is none. */
export function countsInWords(counts: RowCounts): string {
  const parts = Object.entries(counts)
    .filter(([, rows]) => rows > 0)
    .map(([table, rows]) => `${rows.toLocaleString('en-US')} ${table.replaceAll('_', ' ')}`);
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}
