import * as v from 'valibot';
import { isMethodName, METHODS } from '../protocol/contract.ts';
import { AppError, RPC_ERROR } from '../protocol/errors.ts';
import { newId } from '../protocol/fields.ts';
import type { RequestContext } from '../rpc/connection.ts';
import { RpcError } from '../rpc/rpc-error.ts';
import type { Handlers } from './handler.ts';

const meta = v.object({ _meta: v.object({ requestId: newId }) });

/** A handler whose parameters were parsed by the schema of the same method. */
type AnyHandler = (params: never, call: never) => unknown;

/** Issues told of one request: more would help nobody and could be as long as the request. */
const MAX_ISSUES = 20;

/** Objects within objects: beyond it, what walks through them (`JSON.stringify`) could run out of stack. */
export const MAX_DEPTH = 100;

export interface DispatchOptions {
  readonly handlers: Handlers;
  /** Keeps an unexpected error where its owner finds it and returns the reference under which it stands. */
  readonly report: (error: unknown, method: string) => string;
}

/**
 * What a connection's requests go through: unknown methods and bad parameters are refused with the stated errors, a
 * handler gets parsed parameters, and what it throws unexpectedly becomes `internal` with a reference.
 */
export function createDispatch({ handlers, report }: DispatchOptions) {
  return async (method: string, params: unknown, context: RequestContext): Promise<unknown> => {
    if (!isMethodName(method)) {
      throw new RpcError(RPC_ERROR.methodNotFound, `There is no method ${method.slice(0, 100)} in this version.`);
    }
    const { kind, params: schema } = METHODS[method];
    const parsed = parse(method, schema, params);
    const call = kind === 'change' ? { ...context, requestId: parse(method, meta, params)._meta.requestId } : context;
    try {
      return await (handlers[method] as AnyHandler)(parsed as never, call as never);
    } catch (error) {
      if (error instanceof RpcError || (error instanceof AppError && error.code !== 'internal')) throw error;
      const ref = report(error, method);
      const [words, details] =
        error instanceof AppError
          ? [error.message, error.details]
          : [`${method} failed in a way it should not. The host's log has it under ${ref}.`, {}];
      throw new AppError('internal', words, { details: { ...details, ref } });
    }
  };
}

function parse<Schema extends v.GenericSchema>(method: string, schema: Schema, params: unknown): v.InferOutput<Schema> {
  if (Array.isArray(params)) throw invalid(method, [{ path: '', message: 'must be an object, by name' }]);
  if (isDeeperThan(MAX_DEPTH, params)) {
    throw invalid(method, [{ path: '', message: `must not be nested deeper than ${MAX_DEPTH} levels` }]);
  }
  const parsed = v.safeParse(schema, params ?? {});
  if (parsed.success) return parsed.output;
  throw invalid(
    method,
    parsed.issues.slice(0, MAX_ISSUES).map((issue) => ({
      path: v.getDotPath(issue) ?? '',
      message: issue.message.slice(0, 200),
    })),
  );
}

function isDeeperThan(depth: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth === 0) return true;
  return Object.values(value).some((child) => isDeeperThan(depth - 1, child));
}

function invalid(method: string, issues: { path: string; message: string }[]): RpcError {
  const first = issues[0];
  const where = first?.path ? `${first.path}: ` : '';
  return new RpcError(RPC_ERROR.invalidParams, `${method} got bad parameters. ${where}${first?.message ?? ''}`, {
    issues,
  });
}
