import type { PagePort } from '../../entrypoints/background/panel-ports.ts';

/** One end of a port, as the browser gives it. */
export interface FakePort extends PagePort {
  readonly sender: { readonly id: string; readonly url: string };
  /** What arrived here, in order. */
  readonly received: readonly unknown[];
  /** Whether either end closed the port. */
  readonly isClosed: boolean;
}

/**
 * A port's two ends. Messages arrive at once, as copies through JSON. As in a browser, the end that disconnects is not
 * told of it, and a closed port throws on sending.
 */
export function createPortPair(sender = { id: '', url: '' }): readonly [near: FakePort, far: FakePort] {
  let isClosed = false;

  function createEnd(other: () => End): End {
    const listeners: ((message: unknown) => void)[] = [];
    const closeListeners: (() => void)[] = [];
    const received: unknown[] = [];
    return {
      take(message) {
        received.push(message);
        for (const listener of listeners) listener(message);
      },
      closed() {
        for (const listener of closeListeners) listener();
      },
      port: {
        sender,
        received,
        get isClosed() {
          return isClosed;
        },
        postMessage(message) {
          if (isClosed) throw new Error('Attempting to use a disconnected port object');
          other().take(JSON.parse(JSON.stringify(message)));
        },
        disconnect() {
          if (isClosed) return;
          isClosed = true;
          other().closed();
        },
        onMessage: { addListener: (listener) => void listeners.push(listener) },
        onDisconnect: { addListener: (listener) => void closeListeners.push(listener) },
      },
    };
  }

  const near: End = createEnd(() => far);
  const far: End = createEnd(() => near);
  return [near.port, far.port];
}

interface End {
  readonly port: FakePort;
  take(message: unknown): void;
  closed(): void;
}
