import { AppError } from '../../lib/protocol/errors.ts';
import type { CallableName, ChangeName, Params, Result } from '../../lib/protocol/methods.ts';
import type { NotificationName, NotificationParams } from '../../lib/protocol/notifications.ts';
import type { Message, Session } from '../../lib/protocol/shapes.ts';
import type { CallOptions, ChangeOptions, Client } from '../../lib/rpc/client.ts';

export interface FakeCall {
  readonly method: CallableName;
  readonly params: unknown;
  /** Of changes only. */
  readonly requestId?: string | undefined;
}

/** A client whose other side is written by the test. */
export interface FakeClient {
  readonly client: Client;
  /** Every call so far, in order. */
  readonly calls: FakeCall[];
  /** Answers a method from now on; what it throws is what the call fails with. Without an answer a call stays open. */
  answer<M extends CallableName>(method: M, reply: (params: Params<M>) => Result<M> | Promise<Result<M>>): void;
  /** What the newest call of a method was given besides its parameters. */
  optionsOf(method: CallableName): CallOptions;
  /** Tells a change of this request id what became of it on its way. */
  progress(requestId: string, value: unknown): void;
  emit<N extends NotificationName>(name: N, params: NotificationParams<N>): void;
  /** Parameters of the calls of one method, in order. */
  paramsOf<M extends CallableName>(method: M): Params<M>[];
}

export function createFakeClient(): FakeClient {
  const calls: FakeCall[] = [];
  const answers = new Map<CallableName, (params: never) => unknown>();
  const options = new Map<CallableName, CallOptions>();
  const progress = new Map<string, (value: unknown) => void>();
  const listeners = new Map<NotificationName, Set<(params: never) => void>>();

  async function ask(call: FakeCall): Promise<never> {
    calls.push(call);
    const reply = answers.get(call.method);
    return (reply ? await reply(call.params as never) : new Promise(() => {})) as never;
  }

  return {
    client: {
      call(method, params, given = {}) {
        options.set(method, given);
        const { signal, awaitsEnd } = given;
        if (!signal || awaitsEnd) return ask({ method, params });
        const stopped = new Promise<never>((_, reject) => {
          signal.addEventListener('abort', () => reject(new AppError('cancelled', `${method} was cancelled.`)));
        });
        return Promise.race([ask({ method, params }), stopped]);
      },
      change<M extends ChangeName>(method: M, params: Params<M>, given: ChangeOptions = {}) {
        options.set(method, given);
        const { requestId, onProgress } = given;
        if (requestId !== undefined && onProgress) progress.set(requestId, onProgress);
        return ask({ method, params, requestId });
      },
      on(name, listener) {
        const set = listeners.get(name) ?? new Set();
        listeners.set(name, set.add(listener as (params: never) => void));
        return () => set.delete(listener as (params: never) => void);
      },
    },
    calls,
    answer: (method, reply) => void answers.set(method, reply as (params: never) => unknown),
    optionsOf: (method) => options.get(method) ?? {},
    progress: (requestId, value) => progress.get(requestId)?.(value),
    emit(name, params) {
      for (const listener of [...(listeners.get(name) ?? [])]) listener(params as never);
    },
    paramsOf: (method) => calls.filter((call) => call.method === method).map((call) => call.params as never),
  };
}

/** A call that the test ends when it wants to. */
export function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: unknown) => void } {
  return Promise.withResolvers<T>();
}

export function sessionRow(fields: Partial<Session> & { id: string }): Session {
  return {
    title: `Title of ${fields.id}`,
    createdAt: '2026-01-31T12:00:00.000Z',
    updatedAt: '2026-01-31T12:00:00.000Z',
    model: 'm',
    provider: 'http://server.example/v1',
    branchName: 'main',
    parentSessionId: null,
    branchPoint: null,
    promptTokens: 0,
    completionTokens: 0,
    cost: 0,
    isArchived: false,
    isImported: false,
    messageCount: 0,
    deletedAt: null,
    source: null,
    ...fields,
  };
}

export function messageRow(fields: Partial<Message> & { id: string; sequence: number }): Message {
  return {
    sessionId: 'session-1',
    role: 'user',
    content: '',
    createdAt: '2026-01-31T12:00:00.000Z',
    promptTokens: null,
    completionTokens: null,
    toolCalls: null,
    status: 'complete',
    model: null,
    cost: null,
    durationMs: null,
    error: null,
    ...fields,
  };
}
