import type { Balance, Message } from '../../../lib/protocol/shapes.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long ago a moment was, short: `now`, `5 min`, `3 h`, `2 d`, then the date. */
export function age(timestamp: string, nowMs: number): string {
  const ms = nowMs - Date.parse(timestamp);
  if (Number.isNaN(ms)) return '';
  if (ms < MINUTE_MS) return 'now';
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  if (ms < DAY_MS) return `${Math.floor(ms / HOUR_MS)} h`;
  if (ms < 7 * DAY_MS) return `${Math.floor(ms / DAY_MS)} d`;
  const date = new Date(timestamp);
  const isThisYear = date.getFullYear() === new Date(nowMs).getFullYear();
  return date.toLocaleDateString(undefined, {
    day: 'numeric',
    month: 'short',
    ...(isThisYear ? {} : { year: 'numeric' }),
  });
}

/** The moment itself, for a tooltip. */
export function fullTime(timestamp: string): string {
  const date = new Date(timestamp);
  return Number.isNaN(date.getTime())
    ? ''
    : date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
}

/** What is known of how a reply was made, in the order in which it is shown. */
export function replyFacts(reply: Message): string[] {
  const { promptTokens, completionTokens, cost, durationMs } = reply;
  const facts: string[] = [];
  if (promptTokens !== null && completionTokens !== null) {
    facts.push(`${groups(promptTokens)} in, ${groups(completionTokens)} out`);
  } else if (completionTokens !== null) facts.push(`${groups(completionTokens)} tokens`);
  facts.push(cost === null ? 'cost unknown' : money(cost));
  if (durationMs !== null) facts.push(duration(durationMs));
  return facts;
}

/** US dollars; small amounts with the digits that say something. */
export function money(usd: number): string {
  if (usd === 0) return '$0';
  if (Math.abs(usd) < 0.0001) return '<$0.0001';
  return `$${Math.abs(usd) < 0.1 ? Number(usd.toPrecision(2)) : usd.toFixed(2)}`;
}

export function duration(ms: number): string {
  if (ms < 50) return '<0.1 s';
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < MINUTE_MS) return `${Math.round(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** How long a text is: its lines, or its characters where it has one line only. */
export function sizeWords(text: string): string {
  const lines = text.trimEnd().split('\n').length;
  return lines > 1 ? `${groups(lines)} lines` : `${groups(text.length)} characters`;
}

/** Below this nothing worth a word was spent. */
const LEAST_USD = 0.005;

/** What the account holds, and what of the dollars went in a day; empty when the server tells nothing. */
export function balanceWords({ usd, diem }: Balance, spentUsd: number | null = null): string {
  const parts: string[] = [];
  const trend = spentUsd !== null && spentUsd >= LEAST_USD ? ` (−${money(spentUsd)} in 24 h)` : '';
  if (usd !== null) parts.push(`$${usd.toFixed(2)}${trend}`);
  if (diem !== null) parts.push(`${diem.toFixed(2)} DIEM`);
  return parts.join(' · ');
}

/** The name of a server in an address; the address when it has none. */
export function hostName(baseUrl: string): string {
  try {
    return new URL(baseUrl).host;
  } catch {
    return baseUrl;
  }
}

/** A whole number in groups of three. */
export function groups(count: number): string {
  return count.toLocaleString('en-US').replaceAll(',', '\u202f');
}
