import type * as v from 'valibot';
import type { Timers } from '../../lib/clock.ts';
import { AppError } from '../../lib/protocol/errors.ts';
import { HOST_ABSENCES, type PLACE_METHODS } from '../../lib/protocol/place-methods.ts';
import { createPortConnection } from '../../lib/rpc/port-connection.ts';
import { type HostConnectionOptions, handshakeFailure, reasonOf, sayHello } from './host-connection.ts';

/** What was found where a host should be. */
export type HostFound = v.InferOutput<(typeof PLACE_METHODS)['store/look-for-host']['result']>;

type HostSearchOptions = Pick<HostConnectionOptions, 'connectNative' | 'lastError' | 'version'> & {
  readonly timers: Timers;
};

/** Looks for a host with a short connection that only greets it. Never rejects. */
export function createHostSearch(options: HostSearchOptions): () => Promise<HostFound> {
  return async () => {
    try {
      await greet(options);
      return { isThere: true, reason: null };
    } catch (error) {
      return { isThere: false, reason: absenceOf(handshakeFailure(error)) };
    }
  };
}

async function greet({ connectNative, lastError, timers, version }: HostSearchOptions): Promise<void> {
  const port = connect(connectNative);
  const connection = createPortConnection(port, {
    timers,
    onRequest: () => Promise.reject(new AppError('invalid', 'The extension answers no requests of the host.')),
    onNotification: () => {},
  });
  port.onDisconnect.addListener(() => connection.close(reasonOf(lastError())));
  try {
    await sayHello(connection, version);
  } finally {
    connection.close(new AppError('disconnected', 'The host was only looked for.'));
    port.disconnect();
  }
}

function connect(connectNative: HostSearchOptions['connectNative']) {
  try {
    return connectNative();
  } catch (cause) {
    throw reasonOf(cause instanceof Error ? cause.message : undefined);
  }
}

/** Why a handshake failed, as places tell it. */
export function absenceOf({ code, details }: AppError): NonNullable<HostFound['reason']> {
  if (code === 'version-mismatch') return code;
  return HOST_ABSENCES.find((known) => known === details['reason']) ?? 'lost';
}
