import { fullTime } from './format.ts';

/** A moment to the second, where several lie close to each other; with the whole of it on hovering. */
export function Moment({ timestamp }: { readonly timestamp: string }) {
  return (
    <time dateTime={timestamp} title={fullTime(timestamp)}>
      {shortTime(timestamp)}
    </time>
  );
}

function shortTime(timestamp: string): string {
  const date = new Date(timestamp);
  if (Number.isNaN(date.getTime())) return timestamp;
  const day = date.toLocaleDateString(undefined, { day: 'numeric', month: 'short' });
  return `${day}, ${date.toLocaleTimeString(undefined, { timeStyle: 'medium' })}`;
}
