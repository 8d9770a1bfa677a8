import type { Environment } from './environment.ts';

/** Several changes in a row are read once. */
const DELAY_MS = 150;

/** Tells which sessions' rows changed, those of a moment together; null = any may have. Returns its undo. */
export function onSessionsChanged(
  { client, timers }: Pick<Environment, 'client' | 'timers'>,
  tell: (ids: ReadonlySet<string> | null) => void,
): () => void {
  let changed: Set<string> | null = new Set();
  let timer: unknown;
  const stop = client.on('changed', ({ tables, sessionIds }) => {
    if (tables !== null && !tables.includes('sessions')) return;
    if (sessionIds === null) changed = null;
    for (const id of sessionIds ?? []) changed?.add(id);
    timer ??= timers.set(() => {
      const now = changed;
      changed = new Set();
      timer = undefined;
      tell(now);
    }, DELAY_MS);
  });
  return () => {
    stop();
    timers.clear(timer);
  };
}
