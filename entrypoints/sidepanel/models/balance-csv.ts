import type { BalancePoint } from '../../../lib/protocol/shapes.ts';
import type { CallOptions, Client } from '../../../lib/rpc/client.ts';
import { csvLines } from './csv.ts';

const HEAD = ['timestamp', 'usd', 'diem', 'source'];

/** Everything that was seen of the balance, a line each, as CSV (RFC 4180). What was not told is an empty cell. */
export function balanceCsv(points: readonly BalancePoint[]): string {
  return csvLines([HEAD, ...points.map(({ timestamp, usd, diem, source }) => [timestamp, usd, diem, source])]);
}

/** All that was seen in a span, oldest first. One answer has the newest so many: what is before them is asked for in turn. */
export async function readBalanceHistory(
  client: Client,
  { from, to }: { readonly from: string; readonly to: string },
  options?: CallOptions,
): Promise<readonly BalancePoint[]> {
  const found: BalancePoint[] = [];
  for (let end = to; ; ) {
    const { points } = await client.call('balance/history', { from, to: end }, options);
    const [first] = points;
    // Of the earliest moment not all may be in this answer; they all are in the next one.
    const whole = points.filter(({ timestamp }) => timestamp !== first?.timestamp);
    if (!first || whole.length === 0) return [...points, ...found];
    found.unshift(...whole);
    end = first.timestamp;
  }
}
