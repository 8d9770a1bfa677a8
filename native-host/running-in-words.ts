import type { RunningProgram } from './running-programs.ts';

/** What a program does that runs: for a browser, or what goes on without one. Part of a lock's name, which other versions read. */
export const WORKS = {
  host: 'the host runs',
  reply: 'a reply is being made',
  maintenance: 'the store is being looked after',
  command: 'a command works on the store',
} as const;
export type Work = keyof typeof WORKS;

/** What runs, as the beginning of a sentence. */
export function runningInWords(running: readonly RunningProgram[]): string {
  return running.map(({ work, pid }) => `${WORKS[work]} (process ${pid})`).join(', ');
}

/** What a person does who needs that nothing runs. */
export function howToEnd(running: readonly RunningProgram[]): string {
  return running.some(({ work }) => work === 'host')
    ? 'Close the browsers and do this again.'
    : 'It ends by itself; do this again then.';
}
