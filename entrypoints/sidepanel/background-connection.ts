import type { Timers } from '../../lib/clock.ts';
import { AppError, RPC_ERROR } from '../../lib/protocol/errors.ts';
import type { RpcConnection } from '../../lib/rpc/connection.ts';
import { createPortConnection, type MessagePortLike } from '../../lib/rpc/port-connection.ts';
import { RpcError } from '../../lib/rpc/rpc-error.ts';

/** A runtime port as the browser hands it to a page. */
export interface BackgroundPort extends MessagePortLike {
  readonly onDisconnect: { addListener(listener: () => void): void };
}

interface BackgroundConnectionOptions {
  readonly connect: () => BackgroundPort;
  readonly timers: Timers;
  readonly onNotification: (method: string, params: unknown) => void;
  /** What a new background is told first. */
  readonly greet?: (connection: Pick<RpcConnection, 'notify'>) => void;
}

/** The browser may stop the worker at any time; connecting starts it again. */
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5000;

/**
 * A connection to the background that is made anew whenever it breaks. What was under way then fails as
 * `disconnected`, and listeners are told `store/state` as if the background had said it. It lasts as long as the page.
 */
export function openBackgroundConnection(
  options: BackgroundConnectionOptions,
): Pick<RpcConnection, 'request' | 'notify'> {
  const { connect, timers, onNotification, greet = () => {} } = options;
  let connection = open();
  let delayMs = FIRST_DELAY_MS;

  function open(): RpcConnection | undefined {
    let port: BackgroundPort;
    try {
      port = connect();
    } catch {
      timers.set(reopen, LONGEST_DELAY_MS);
      return undefined;
    }
    const opened = createPortConnection(port, {
      timers,
      onRequest: (method) => {
        throw new RpcError(RPC_ERROR.methodNotFound, `A page does not answer ${method}.`);
      },
      onNotification: (method, params) => {
        delayMs = FIRST_DELAY_MS;
        onNotification(method, params);
      },
    });
    port.onDisconnect.addListener(() => {
      opened.close(new AppError('disconnected', 'The connection to the background was lost. It is made again.'));
      onNotification('store/state', { state: 'disconnected', detail: 'lost' });
      timers.set(reopen, delayMs);
      delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS);
    });
    greet(opened);
    return opened;
  }

  function reopen(): void {
    connection = open();
  }

  return {
    notify: (method, params) => connection?.notify(method, params),
    request(method, params, requestOptions) {
      if (connection) return connection.request(method, params, requestOptions);
      return Promise.reject(new AppError('disconnected', 'The background cannot be reached. It is tried again.'));
    },
  };
}
