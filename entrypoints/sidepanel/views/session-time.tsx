import type { ClockModel } from '../models/clock-model.ts';
import { dayNumber } from '../models/day-groups.ts';
import { age, fullTime } from './format.ts';

interface SessionTimeProps {
  readonly timestamp: string;
  readonly clock: ClockModel;
}

/** When a session was last written to, with the moment itself on hovering. */
export function SessionTime({ timestamp, clock }: SessionTimeProps) {
  return (
    <time dateTime={timestamp} title={fullTime(timestamp)}>
      {timeInGroup(timestamp, clock.nowMs.value)}
    </time>
  );
}

/** What the heading of the group leaves open: how long ago today, the time of another day, the day of a month. */
export function timeInGroup(timestamp: string, nowMs: number): string {
  const date = new Date(timestamp);
  const daysAgo = dayNumber(nowMs) - dayNumber(date.getTime());
  if (Number.isNaN(daysAgo)) return '';
  if (daysAgo <= 0) return age(timestamp, nowMs);
  if (daysAgo < 7) return date.toLocaleTimeString(undefined, { hour: 'numeric', minute: '2-digit' });
  return date.toLocaleDateString(undefined, { day: 'numeric', month: 'short' });
}
