import * as v from 'valibot';
import { type HostFailure, hostFailure } from '../../lib/protocol/shapes.ts';
import type { SessionStorage } from './remembered-credentials.ts';

const KEY = 'host-failure';

/** What a host told of one that failed before it, until a page has shown it. */
export interface HostFailures {
  keep(failure: HostFailure): void;
  /** Undefined: there is none, or it was taken before. */
  take(): Promise<HostFailure | undefined>;
}

/** Kept in `storage` too: a worker that sends what waits may have ended before a panel is opened. */
export function rememberFailures(storage: SessionStorage): HostFailures {
  let known: HostFailure | undefined;
  let isTaken = false;

  return {
    keep(failure) {
      known = failure;
      isTaken = false;
      storage.set({ [KEY]: failure }).catch(() => {});
    },
    async take() {
      if (isTaken) return undefined;
      // Before anything is waited for: two panels that ask at once are not both told.
      isTaken = true;
      const kept = known ?? (await storage.get(KEY).catch((): Record<string, unknown> => ({})))[KEY];
      known = undefined;
      await storage.set({ [KEY]: null }).catch(() => {});
      return v.is(hostFailure, kept) ? kept : undefined;
    },
  };
}
