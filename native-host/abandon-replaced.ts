import type { Logger } from 'pino';
import { type ReplacedStore, rescueReplaced } from './replaced-store.ts';

interface AbandonOptions {
  readonly quarantine: string;
  readonly log: Logger;
  readonly now: () => number;
  /** Whether this process is about to end anyway. */
  readonly isEnding: () => boolean;
}

/** What a process does whose store was replaced while it was open: saves a copy, then ends at once. */
export function createAbandonReplaced({ quarantine, log, now, isEnding }: AbandonOptions) {
  let sinceMs: number | undefined;

  /** Not by an orderly end: it closes the store, and so does Node when it exits by itself. */
  return (replaced: ReplacedStore): void => {
    sinceMs ??= now();
    try {
      const copy = rescueReplaced(replaced, quarantine, sinceMs);
      log.error({ copy }, 'the store was moved or replaced while it was open');
    } catch (error) {
      log.error({ err: error }, 'the store was moved or replaced while it was open, and no copy could be saved');
      // Without the copy there is more to lose by ending than by trying again, unless the browser ends it anyway.
      if (!isEnding()) return;
    }
    process.kill(process.pid, 'SIGKILL');
  };
}
