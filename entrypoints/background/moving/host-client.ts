import * as v from 'valibot';
import type { Timers } from '../../../lib/clock.ts';
import { METHODS } from '../../../lib/protocol/contract.ts';
import { AppError } from '../../../lib/protocol/errors.ts';
import type { MethodName, Result } from '../../../lib/protocol/methods.ts';
import type { CallOptions, ChangeOptions, Client } from '../../../lib/rpc/client.ts';
import { toAppError } from '../../../lib/rpc/rpc-error.ts';
import type { HostConnection } from '../host-connection.ts';

/** The host as the background asks it of its own accord. Errors: those of a page's calls. */
export type HostClient = Pick<Client, 'call' | 'change'>;

/** A step that nobody waits for longer is given up; the next one begins with a new connection. */
const TIMEOUT_MS = 60_000;

/** Asks over the connection that pages are answered by. A page's client loads the contract when it needs it, which a worker cannot. */
export function createHostClient(
  host: Pick<HostConnection, 'request'>,
  { timers, newId }: { readonly timers: Timers; readonly newId: () => string },
): HostClient {
  async function send<M extends MethodName>(method: M, params: object, options: CallOptions): Promise<Result<M>> {
    const { timeoutMs = TIMEOUT_MS, signal, onProgress = () => {} } = options;
    if (signal?.aborted) throw new AppError('cancelled', `${method} was cancelled.`);
    const ending = new AbortController();
    const end = () => ending.abort();
    let timer = timers.set(end, timeoutMs);
    const hear = (progress: unknown) => {
      timers.clear(timer);
      timer = timers.set(end, timeoutMs);
      onProgress(progress);
    };
    signal?.addEventListener('abort', end, { once: true });
    try {
      const answer = await host.request(method, params, { signal: ending.signal, onProgress: hear });
      return parse(method, answer);
    } catch (error) {
      if (ending.signal.aborted && !signal?.aborted)
        throw new AppError('timeout', 'The host does not answer. Try again.');
      throw toAppError(error, method);
    } finally {
      timers.clear(timer);
      signal?.removeEventListener('abort', end);
    }
  }

  return {
    call: (method, params, options = {}) => send(method as MethodName, params, options) as Promise<never>,
    change: (method, params, { requestId = newId(), ...options }: ChangeOptions = {}) =>
      send(method, { ...params, _meta: { requestId } }, options),
  };
}

function parse<M extends MethodName>(method: M, answer: unknown): Result<M> {
  const parsed = v.safeParse(METHODS[method].result as v.GenericSchema<unknown, Result<M>>, answer);
  if (parsed.success) return parsed.output;
  throw new AppError('version-mismatch', `The answer to ${method} has a form unknown here. Update the host.`);
}
