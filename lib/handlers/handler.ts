import type { ChangeName, MethodName, ParsedParams, Result } from '../protocol/methods.ts';
import type { RequestContext } from '../rpc/connection.ts';

/** What a handler gets beside its parameters; a change also the id that makes it act once. */
export type Call<M extends MethodName> = RequestContext &
  (M extends ChangeName ? { readonly requestId: string } : unknown);

export type Handler<M extends MethodName> = (params: ParsedParams<M>, call: Call<M>) => Result<M> | Promise<Result<M>>;

/** Every method of the contract with what answers it: one that is missing does not compile. */
export type Handlers = { readonly [M in MethodName]: Handler<M> };
