import type { Session } from '../../../lib/protocol/shapes.ts';

/** Sessions of one day, or of one month further back. */
export interface DayGroup {
  readonly key: string;
  readonly label: string;
  readonly sessions: readonly Session[];
}

type Span = Pick<DayGroup, 'key' | 'label'> & {
  /** The first moment of it, as the store writes moments; they compare as texts. */
  readonly from: string;
};

const DAY_MS = 86_400_000;

/** So many days carry their names: the same weekday a week ago would be taken for today. */
const NAMED_DAYS = 7;

/** Parts a list that has the newest first, in the time zone of this machine. */
export function groupByDay(sessions: readonly Session[], nowMs: number): DayGroup[] {
  const groups: DayGroup[] = [];
  for (let start = 0; start < sessions.length; ) {
    const { from, ...span } = spanOf(sessions[start]?.updatedAt ?? '', nowMs);
    let end = start + 1;
    while (end < sessions.length && (sessions[end]?.updatedAt ?? '') >= from) end += 1;
    groups.push({ ...span, sessions: sessions.slice(start, end) });
    start = end;
  }
  return groups;
}

/** The number of the day on the calendar here, the same from midnight to midnight. */
export function dayNumber(ms: number): number {
  const date = new Date(ms);
  // Days of 23 and 25 hours count as one.
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY_MS;
}

function spanOf(timestamp: string, nowMs: number): Span {
  const date = new Date(timestamp);
  const [year, month, day] = [date.getFullYear(), date.getMonth(), date.getDate()];
  if (Number.isNaN(year)) return { key: 'undated', label: 'Earlier', from: '' };
  const daysAgo = dayNumber(nowMs) - dayNumber(date.getTime());
  // A clock that was set back leaves sessions in the future.
  if (daysAgo <= 0) return { key: 'today', label: 'Today', from: startOf(new Date(nowMs)) };
  if (daysAgo < NAMED_DAYS) {
    const weekday = date.toLocaleDateString(undefined, { weekday: 'long' });
    return { key: `${year}-${month}-${day}`, label: daysAgo === 1 ? 'Yesterday' : weekday, from: startOf(date) };
  }
  const label = date.toLocaleDateString(undefined, { month: 'long', year: 'numeric' });
  return { key: `${year}-${month}`, label, from: new Date(year, month).toISOString() };
}

function startOf(date: Date): string {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).toISOString();
}
