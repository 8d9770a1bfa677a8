import type { HostFailure } from '../../../lib/protocol/shapes.ts';
import { momentWords } from './snapshot-words.ts';

/** How a host failed before the one that runs, as a notice. */
export function hostFailureWords({ at, message, wasRunning }: HostFailure, nowMs: number): string {
  const isToday = new Date(at).toDateString() === new Date(nowMs).toDateString();
  const when = `${isToday ? 'at' : 'on'} ${momentWords(at, nowMs)}`;
  const what = wasRunning ? 'The host stopped' : 'The host could not start';
  return `${what} ${when}: ${message.replace(/[.\s]+$/, '')}. It runs again.`;
}
