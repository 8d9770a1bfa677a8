import * as v from 'valibot';
import { BACKGROUND_METHODS } from '../protocol/background-methods.ts';
import { AppError } from '../protocol/errors.ts';
import {
  type CallableName,
  type ChangeName,
  type CommandName,
  FIRST_METHODS,
  type Params,
  type ReadName,
  type Result,
} from '../protocol/methods.ts';
import {
  isNotificationName,
  NOTIFICATIONS,
  type NotificationName,
  type NotificationParams,
} from '../protocol/notifications.ts';
import type { RpcConnection } from './connection.ts';
import { toAppError } from './rpc-error.ts';

const DEFAULT_TIMEOUT_MS = 10_000;

export interface CallOptions {
  /** Default 10,000. Each progress that is told begins it anew. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Whether the answer still counts after `signal`, which may come too late to stop anything. Default: it fails at once. */
  readonly awaitsEnd?: boolean;
  /** Told how far it is; of a change, what becomes of it on its way to the store. */
  readonly onProgress?: (value: unknown) => void;
}

export interface ChangeOptions extends CallOptions {
  /** The same id sends the same change again, harmlessly. Made anew when absent. */
  readonly requestId?: string;
  /** Kept by the background, but not sent: it waits to be replaced by a later one. Default false. */
  readonly isHeld?: boolean;
}

/** The contract as a page uses it. Every call ends: a parsed result, or an `AppError`. */
export interface Client {
  call<M extends ReadName | CommandName>(method: M, params: Params<M>, options?: CallOptions): Promise<Result<M>>;
  change<M extends ChangeName>(method: M, params: Params<M>, options?: ChangeOptions): Promise<Result<M>>;
  /** Listens until the returned function is called. */
  on<N extends NotificationName>(name: N, listener: (params: NotificationParams<N>) => void): () => void;
}

export interface ClientOptions {
  readonly connection: Pick<RpcConnection, 'request'>;
  /** Makes request ids: UUIDs. */
  readonly newId: () => string;
}

/** A client, and the function that its connection's notifications go to. */
export function createClient({ connection, newId }: ClientOptions): {
  client: Client;
  receiveNotification: (method: string, params: unknown) => void;
} {
  const listeners = new Map<string, Set<(params: never) => void>>();

  async function send<M extends CallableName>(method: M, params: object, options: ChangeOptions): Promise<Result<M>> {
    let answer: unknown;
    try {
      const { timeoutMs = DEFAULT_TIMEOUT_MS, awaitsEnd = false, signal, onProgress } = options;
      answer = await connection.request(method, params, {
        timeoutMs,
        ...(awaitsEnd && { awaitsEnd }),
        ...(signal && { signal }),
        ...(onProgress && { onProgress }),
      });
    } catch (error) {
      throw toAppError(error, method);
    }
    const schema = (await methodNamed(method)).result as v.GenericSchema<unknown, Result<M>>;
    const parsed = v.safeParse(schema, answer);
    if (parsed.success) return parsed.output;
    throw new AppError('version-mismatch', `The answer to ${method} has a form unknown here. Update Holdfast's host.`, {
      details: { issues: parsed.issues.map((issue) => `${v.getDotPath(issue) ?? ''}: ${issue.message}`) },
    });
  }

  return {
    client: {
      call: (method, params, options = {}) => send(method, params, options),
      change: (method, params, { requestId = newId(), isHeld = false, ...options } = {}) =>
        send(method, { ...params, _meta: { requestId, ...(isHeld && { held: true }) } }, options),
      on(name, listener) {
        const set = listeners.get(name) ?? new Set();
        listeners.set(name, set.add(listener as (params: never) => void));
        return () => void set.delete(listener as (params: never) => void);
      },
    },
    receiveNotification(method, params) {
      if (!isNotificationName(method)) return;
      const parsed = v.safeParse(NOTIFICATIONS[method].params as v.GenericSchema, params);
      if (!parsed.success) return;
      const set = listeners.get(method) ?? new Set();
      // A copy, so that one added by a listener waits for the next time; one that was removed is not called any more.
      for (const listener of [...set]) if (set.has(listener)) listener(parsed.output as never);
    },
  };
}

const AT_HAND = { ...FIRST_METHODS, ...BACKGROUND_METHODS };

/** Most of the contract is loaded when it is needed: a page that shows a conversation is not kept waiting for it. */
async function methodNamed(name: CallableName): Promise<{ readonly result: v.GenericSchema }> {
  if (name in AT_HAND) return AT_HAND[name as keyof typeof AT_HAND];
  if (name.startsWith('store/')) {
    const { PLACE_METHODS } = await import('../protocol/place-methods.ts');
    return PLACE_METHODS[name as keyof typeof PLACE_METHODS];
  }
  const { LATER_METHODS } = await import('../protocol/later-methods.ts');
  return LATER_METHODS[name as keyof typeof LATER_METHODS];
}
