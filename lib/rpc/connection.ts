import type { Timers } from '../clock.ts';
import { AppError, RPC_ERROR } from '../protocol/errors.ts';
import { RpcError, toErrorObject } from './rpc-error.ts';

const CANCEL = '$/cancelRequest';
const PROGRESS = '$/progress';

type Id = string | number;
type JsonObject = Record<string, unknown>;

/** What a handler gets beside its parameters. */
export interface RequestContext {
  /** Aborted when the caller cancels, or the connection closes. */
  readonly signal: AbortSignal;
  /** Tells the caller how far it is; does nothing when the caller did not ask. */
  progress(value: unknown): void;
}

export interface ConnectionOptions {
  /** Hands one message to the transport; may throw when the transport is gone. */
  readonly send: (message: object) => void;
  readonly timers: Timers;
  readonly onRequest: (method: string, params: unknown, context: RequestContext) => unknown;
  readonly onNotification: (method: string, params: unknown) => void;
}

export interface RequestOptions {
  /** The longest silence: each progress that is told begins it anew. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Whether the answer still counts after `signal`, which may come too late to stop anything. Default: it fails at once. */
  readonly awaitsEnd?: boolean;
  readonly onProgress?: (value: unknown) => void;
}

/** One end of a JSON-RPC 2.0 connection. It knows no transport: messages go out by `send` and come in by `receive`. */
export interface RpcConnection {
  /** Rejects with `RpcError` (the other side's words) or with `AppError` `timeout`, `cancelled`, `disconnected`. */
  request(method: string, params: object, options: RequestOptions): Promise<unknown>;
  notify(method: string, params: object): void;
  /**
   * Takes one message, whatever it is; answers with the stated error when it is not one of JSON-RPC. Throws only what
   * the receiver's own `onNotification` and `onProgress` throw, which is nothing the other side should hear of.
   */
  receive(message: unknown): void;
  /** Everything pending fails with `reason`, every running handler is aborted, later calls fail at once. */
  close(reason: AppError): void;
}

interface PendingCall {
  readonly settle: (error: unknown, result?: unknown) => void;
  readonly hear: (progress: unknown) => void;
}

/** A connection over whatever `send` leads to. */
export function createConnection({ send, timers, onRequest, onNotification }: ConnectionOptions): RpcConnection {
  const pending = new Map<Id, PendingCall>();
  const running = new Map<Id, AbortController>();
  let lastId = 0;
  let closed: AppError | undefined;

  function request(method: string, params: object, options: RequestOptions): Promise<unknown> {
    if (closed) return Promise.reject(closed);
    if (options.signal?.aborted) return Promise.reject(new AppError('cancelled', `${method} was cancelled.`));
    const id = ++lastId;
    return new Promise((resolve, reject) => {
      const askToStop = () => trySend({ jsonrpc: '2.0', method: CANCEL, params: { id } });
      const giveUp = (error: AppError) => {
        if (!pending.has(id)) return;
        askToStop();
        settle(error);
      };
      const onAbort = () => {
        if (options.awaitsEnd) askToStop();
        else giveUp(new AppError('cancelled', `${method} was cancelled.`));
      };
      const waitOn = () =>
        timers.set(
          () =>
            giveUp(
              new AppError('timeout', `${method} was not answered within ${options.timeoutMs / 1000} s. Try again.`),
            ),
          options.timeoutMs,
        );
      let timer = waitOn();
      const hear = (progress: unknown) => {
        timers.clear(timer);
        timer = waitOn();
        options.onProgress?.(progress);
      };
      const settle = (error: unknown, result?: unknown) => {
        pending.delete(id);
        timers.clear(timer);
        options.signal?.removeEventListener('abort', onAbort);
        if (error === undefined) resolve(result);
        else reject(error);
      };
      pending.set(id, { settle, hear });
      options.signal?.addEventListener('abort', onAbort, { once: true });
      const sent = options.onProgress && isObject(params) ? withProgressToken(params, id) : params;
      const failure = trySend({ jsonrpc: '2.0', id, method, params: sent });
      if (failure) settle(failure);
    });
  }

  function receive(message: unknown): void {
    if (closed) return;
    if (!isObject(message) || message['jsonrpc'] !== '2.0') return refuse(message, 'is not a JSON-RPC 2.0 message');
    const { id, method } = message;
    if (method === undefined) return receiveResponse(message);
    if (typeof method !== 'string') return refuse(message, 'has a method that is no text');
    if (!('id' in message)) return receiveNotification(method, message['params']);
    if (!isId(id)) return refuse(message, 'has an id that is neither text nor a number');
    if (running.has(id)) return refuse(message, 'has the id of a request that still runs');
    void answer(id, method, message['params']);
  }

  async function answer(id: Id, method: string, params: unknown): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    const token = isObject(params) && isObject(params['_meta']) ? params['_meta']['progressToken'] : undefined;
    const progress = (value: unknown) => {
      if (isId(token) && running.has(id)) trySend({ jsonrpc: '2.0', method: PROGRESS, params: { token, value } });
    };
    let response: object;
    try {
      const result = await onRequest(method, params, { signal: controller.signal, progress });
      response = { jsonrpc: '2.0', id, result: result ?? null };
    } catch (error) {
      response = { jsonrpc: '2.0', id, error: toErrorObject(error) };
    }
    running.delete(id);
    const failure = trySend(response);
    // A result that is no JSON, or too long for the transport: the caller must not wait for it in vain.
    if (failure) trySend({ jsonrpc: '2.0', id, error: toErrorObject(failure.cause) });
  }

  function receiveResponse(message: JsonObject): void {
    const isResponse = 'result' in message || 'error' in message;
    if (!isResponse) return refuse(message, 'has neither a method nor a result');
    const call = isId(message['id']) ? pending.get(message['id']) : undefined;
    const error = message['error'];
    if (error === undefined || error === null) return call?.settle(undefined, message['result']);
    const { code, message: words, data } = isObject(error) ? error : {};
    call?.settle(
      new RpcError(
        typeof code === 'number' ? code : RPC_ERROR.application,
        typeof words === 'string' ? words : 'The other side failed without saying why.',
        data,
      ),
    );
  }

  function receiveNotification(method: string, params: unknown): void {
    if (method === CANCEL) {
      if (isObject(params) && isId(params['id'])) running.get(params['id'])?.abort(cancelledByCaller());
    } else if (method === PROGRESS) {
      if (isObject(params) && isId(params['token'])) pending.get(params['token'])?.hear(params['value']);
    } else {
      onNotification(method, params);
    }
  }

  /** An answer to an answer could go round for ever: only what asks for something is refused. */
  function refuse(message: unknown, why: string): void {
    if (isObject(message) && ('result' in message || 'error' in message)) return;
    const id = isObject(message) && isId(message['id']) ? message['id'] : null;
    trySend({ jsonrpc: '2.0', id, error: { code: RPC_ERROR.invalidRequest, message: `The message ${why}.` } });
  }

  function trySend(message: object): AppError | undefined {
    if (closed) return closed;
    try {
      send(message);
      return undefined;
    } catch (cause) {
      return new AppError('disconnected', 'The message could not be sent: the connection is closed.', { cause });
    }
  }

  return {
    request,
    notify: (method, params) => void trySend({ jsonrpc: '2.0', method, params }),
    receive,
    close(reason) {
      if (closed) return;
      closed = reason;
      for (const call of [...pending.values()]) call.settle(reason);
      for (const controller of running.values()) controller.abort(reason);
      running.clear();
    },
  };
}

/** What handlers may throw on as it is: the caller, who no longer listens, is told nothing else. */
function cancelledByCaller(): AppError {
  return new AppError('cancelled', 'The request was cancelled by its caller.');
}

/** A token equal to the request's id is unique on this connection. */
function withProgressToken(params: JsonObject, token: Id): object {
  const meta = params['_meta'];
  return { ...params, _meta: { ...(isObject(meta) ? meta : {}), progressToken: token } };
}

function isId(value: unknown): value is Id {
  return typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
