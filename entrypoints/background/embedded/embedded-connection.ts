import type { Timers } from '../../../lib/clock.ts';
import type { NotificationParams } from '../../../lib/protocol/notifications.ts';
import type { HostConnection } from '../host-connection.ts';
import type { EmbeddedHost } from './embedded-host.ts';

/** The browser stops a worker that has done nothing for 30 s. */
const STAY_EVERY_MS = 20_000;

export interface EmbeddedConnectionOptions {
  readonly host: Pick<EmbeddedHost, 'open' | 'request' | 'isWorking'>;
  readonly timers: Timers;
  /** Asks the browser something, which counts as doing something. */
  readonly stayAlive: () => void;
}

/** The way to the store in the browser, as there is one to the native host. */
export interface EmbeddedConnection extends HostConnection {
  /** Takes what the store says of its state. */
  hearState(state: NotificationParams<'store/state'>): void;
}

/** A connection that opens the store when it is first needed, and keeps the worker while somebody needs it. */
export function createEmbeddedConnection({ host, timers, stayAlive }: EmbeddedConnectionOptions): EmbeddedConnection {
  let state: NotificationParams<'store/state'> = { state: 'opening', detail: null };
  let isOpened = false;
  let holds = 0;
  let isWatching = false;

  function open(): void {
    if (!isOpened) void host.open();
    isOpened = true;
  }

  function stay(): void {
    isWatching = false;
    if (holds === 0 && !host.isWorking()) return;
    stayAlive();
    stayLonger();
  }

  function stayLonger(): void {
    if (!isWatching) timers.set(stay, STAY_EVERY_MS);
    isWatching = true;
  }

  return {
    async request(method, params, { signal, onProgress }) {
      open();
      stayLonger();
      return host.request(method, params, { signal, progress: onProgress });
    },
    hold() {
      holds++;
      open();
      stayLonger();
      let isReleased = false;
      return () => {
        if (!isReleased) holds--;
        isReleased = true;
      };
    },
    state: () => state,
    hearState(heard) {
      state = heard;
    },
  };
}
