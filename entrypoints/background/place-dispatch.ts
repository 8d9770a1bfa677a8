import * as v from 'valibot';
import { RPC_ERROR } from '../../lib/protocol/errors.ts';
import type { ParsedParams, Result } from '../../lib/protocol/methods.ts';
import { PLACE_METHODS } from '../../lib/protocol/place-methods.ts';
import type { RequestContext } from '../../lib/rpc/connection.ts';
import { RpcError } from '../../lib/rpc/rpc-error.ts';

type PlaceMethod = keyof typeof PLACE_METHODS;

/** What answers the methods that ask where the store is; of a version that has no answer for one, it is left out. */
export type PlaceHandlers = {
  readonly [M in PlaceMethod]?: (params: ParsedParams<M>, context: RequestContext) => Promise<Result<M>>;
};

type AnyHandler = (params: never, context: RequestContext) => Promise<unknown>;

/** Whether a method is the background's own, about where the store is. */
export function isPlaceMethod(method: string): method is PlaceMethod {
  return Object.hasOwn(PLACE_METHODS, method);
}

/** Answers them from `handlers`, with parsed parameters. */
export function createPlaceDispatch(handlers: PlaceHandlers) {
  return async (method: PlaceMethod, params: unknown, context: RequestContext): Promise<unknown> => {
    const handler = handlers[method] as AnyHandler | undefined;
    if (!handler) throw new RpcError(RPC_ERROR.methodNotFound, `There is no method ${method} in this version.`);
    const parsed = v.safeParse(PLACE_METHODS[method].params, params ?? {});
    if (!parsed.success) throw new RpcError(RPC_ERROR.invalidParams, `${method} got bad parameters.`);
    return handler(parsed.output as never, context);
  };
}
