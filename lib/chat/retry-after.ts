import type { ResponseHeaders } from './fetch.ts';
import { numberOf } from './json-fields.ts';

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|[smhd]))+$/;

/** How long the server asks to wait, in ms: `Retry-After`, else the limit that is used up; undefined = it does not say. */
export function retryAfterMs(headers: ResponseHeaders, nowMs: number): number | undefined {
  return (
    waitMs(headers.get('retry-after'), nowMs) ?? longest(usedUpResets(headers).map((value) => waitMs(value, nowMs)))
  );
}

/** `retry_after` inside an error, or a header: seconds, a moment or a duration such as `1m2.5s`. */
export function waitMs(value: unknown, nowMs: number): number | undefined {
  const ms = msOf(value, nowMs);
  return ms !== undefined && ms > 0 ? Math.ceil(ms) : undefined;
}

function msOf(value: unknown, nowMs: number): number | undefined {
  const number = numberOf(value);
  if (number !== undefined) return msOfNumber(number, nowMs);
  if (typeof value !== 'string') return undefined;
  if (DURATION.test(value)) return msOfDuration(value);
  const moment = Date.parse(value);
  return Number.isNaN(moment) ? undefined : moment - nowMs;
}

/** Venice's own documents disagree on the unit, so size tells: ms or seconds since 1970, else seconds from now. */
function msOfNumber(number: number, nowMs: number): number {
  if (number > 1e12) return number - nowMs;
  return number > 1e9 ? number * 1000 - nowMs : number * 1000;
}

/** OpenAI and Groq write `6m0s`, `7.66s`, `20ms`. */
function msOfDuration(value: string): number {
  const parts = [...value.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)];
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNITS_MS[unit ?? ''] ?? 0), 0);
}

function usedUpResets(headers: ResponseHeaders): readonly (string | null)[] {
  return ['-requests', '-tokens', '']
    .filter((limit) => !((numberOf(headers.get(`x-ratelimit-remaining${limit}`)) ?? 0) > 0))
    .flatMap((limit) => [
      headers.get(`x-ratelimit-reset${limit}`),
      limit === '' ? headers.get('x-ratelimit-resets') : null,
    ]);
}

function longest(waits: readonly (number | undefined)[]): number | undefined {
  const known = waits.filter((wait) => wait !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
