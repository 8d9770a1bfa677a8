/** The day of a moment where the reader is; empty when the timestamp is none. */
export function dayKey(timestamp: string): string {
  const date = new Date(timestamp);
  return Number.isNaN(date.getTime()) ? '' : keyOf(date);
}

/** A day in words: `Today`, `Yesterday`, then the date, with the year of another one. */
export function dayWords(timestamp: string, nowMs: number): string {
  const date = new Date(timestamp);
  const now = new Date(nowMs);
  if (keyOf(date) === keyOf(now)) return 'Today';
  // By the calendar: a day of 23 hours has a yesterday, too.
  if (keyOf(date) === keyOf(new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1))) return 'Yesterday';
  const isThisYear = date.getFullYear() === now.getFullYear();
  return date.toLocaleDateString(undefined, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(isThisYear ? {} : { year: 'numeric' }),
  });
}

function keyOf(date: Date): string {
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}
