import { AppError } from '../protocol/errors.ts';

export type BucketUnit = 'hour' | 'day' | 'month';

export interface BucketRange {
  /** Milliseconds since 1970; the end is not included. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly unit: BucketUnit;
  /** IANA name, such as Europe/Berlin. */
  readonly timeZone: string;
}

/** More points than a chart has room for; also what keeps an answer small. */
const MAX_BUCKETS = 1000;

/**
 * Where the hours, days or months of a time zone begin within a range: ascending milliseconds from `fromMs` to `toMs`, both
 * included, so that two neighbours are one bucket. The first and the last one are cut where the range begins and ends; a day has
 * 23 or 25 hours where the clocks change. Errors: `invalid` for an unknown zone, an empty range, more than 1,000 buckets.
 */
export function bucketBounds({ fromMs, toMs, unit, timeZone }: BucketRange): number[] {
  if (fromMs >= toMs) throw new AppError('invalid', 'The time asked for ends before it begins. Give a later end.');
  if ((toMs - fromMs) / LONGEST_MS[unit] > MAX_BUCKETS) throw tooMany(unit);
  const toLocal = localClock(timeZone);
  const bounds = [fromMs];
  for (let start = nextStart(fromMs, unit, toLocal); start < toMs; start = nextStart(start, unit, toLocal)) {
    bounds.push(start);
    if (bounds.length > MAX_BUCKETS) throw tooMany(unit);
  }
  bounds.push(toMs);
  return bounds;
}

const HOUR_MS = 3600 * 1000;
const DAY_MS = 24 * HOUR_MS;
const LONGEST_MS: Readonly<Record<BucketUnit, number>> = { hour: HOUR_MS, day: 25 * HOUR_MS, month: 32 * DAY_MS };

function tooMany(unit: BucketUnit): AppError {
  const todo = unit === 'month' ? 'Ask for a shorter time.' : 'Ask for a shorter time, or for longer parts of it.';
  return new AppError('invalid', `There are more than 1,000 ${unit}s in the time asked for. ${todo}`);
}

/** What the clock on the wall shows, in milliseconds as if it were UTC. */
type ToLocal = (ms: number) => number;

/** Zones had no standard time before; their local mean times are of no use to anybody. */
const STANDARD_TIME_MS = Date.UTC(1900, 0, 1);

function localClock(timeZone: string): ToLocal {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone, ...FIELDS });
  } catch (cause) {
    const message = `There is no time zone “${timeZone}”. Give a name of the IANA list, such as Europe/Berlin.`;
    throw new AppError('invalid', message, { cause });
  }
  return (ms) => {
    if (ms < STANDARD_TIME_MS) return ms;
    const [, month, day, year, hour, minute, second] = READING.exec(format.format(ms))?.map(Number) ?? [];
    const whole = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
    return whole + (ms - Math.floor(ms / 1000) * 1000);
  };
}

const FIELDS: Intl.DateTimeFormatOptions = {
  ...({ calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23' } as const),
  ...({ year: 'numeric', month: '2-digit', day: '2-digit' } as const),
  ...({ hour: '2-digit', minute: '2-digit', second: '2-digit' } as const),
};
const READING = /(\d+)\/(\d+)\/(\d+), (\d+):(\d+):(\d+)/;

/** The first start after `ms`. */
function nextStart(ms: number, unit: BucketUnit, toLocal: ToLocal): number {
  const local = toLocal(ms);
  // Also where clocks change by half an hour: the next hour begins when they show a full one again.
  if (unit === 'hour') return ms + HOUR_MS - modulo(local, HOUR_MS);
  const midnight = local - modulo(local, DAY_MS);
  if (unit === 'day') return firstMoment(midnight + DAY_MS, ms, toLocal);
  const day = new Date(midnight);
  return firstMoment(day.setUTCMonth(day.getUTCMonth() + 1, 1), ms, toLocal);
}

/**
 * The first moment after `afterMs` at which the clock shows `local` or later: a midnight that comes twice is the first one, one
 * that is left out is the moment of the change.
 */
function firstMoment(local: number, afterMs: number, toLocal: ToLocal): number {
  const offsets = [local - DAY_MS, local + DAY_MS].map((ms) => toLocal(ms) - ms);
  let low = Math.max(local - Math.max(...offsets), afterMs + 1);
  let high = Math.max(local - Math.min(...offsets), low);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (toLocal(middle) >= local) high = middle;
    else low = middle + 1;
  }
  return low;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
