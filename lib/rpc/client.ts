import type { ChangeName, CommandName, Params, ReadName, Result } from '../protocol/methods.ts';
import type { NotificationName, NotificationParams } from '../protocol/notifications.ts';

export interface CallOptions {
  /** Default 10,000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface ChangeOptions extends CallOptions {
  /** The same id sends the same change again, harmlessly. Made anew when absent. */
  readonly requestId?: string;
}

/** The contract as a page uses it. Every call ends: a parsed result, or an `AppError`. */
export interface Client {
  call<M extends ReadName | CommandName>(method: M, params: Params<M>, options?: CallOptions): Promise<Result<M>>;
  change<M extends ChangeName>(method: M, params: Params<M>, options?: ChangeOptions): Promise<Result<M>>;
  /** Listens until the returned function is called. */
  on<N extends NotificationName>(name: N, listener: (params: NotificationParams<N>) => void): () => void;
}
