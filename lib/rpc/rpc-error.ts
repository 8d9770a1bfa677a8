import { AppError, isErrorCode, RPC_ERROR } from '../protocol/errors.ts';

/** An error of JSON-RPC as it stands in a frame. */
export interface ErrorObject {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

/** What a call failed with, exactly as the other side put it, so that a relay can pass it on unchanged. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: number;
  readonly data: unknown;

  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

/** The frame form of whatever a handler threw. Anything that is not one of our two classes tells nothing of itself. */
export function toErrorObject(error: unknown): ErrorObject {
  if (error instanceof AppError) {
    return { code: RPC_ERROR.application, message: error.message, data: { ...error.details, code: error.code } };
  }
  if (error instanceof RpcError) {
    return error.data === undefined
      ? { code: error.code, message: error.message }
      : { code: error.code, message: error.message, data: error.data };
  }
  return {
    code: RPC_ERROR.application,
    message: 'Something in Holdfast failed that should not. Please try again.',
    data: { code: 'internal' },
  };
}

/** The application error that a caller of `method` handles: every failure of a call ends as one of the closed list. */
export function toAppError(error: unknown, method: string): AppError {
  if (error instanceof AppError) return error;
  if (!(error instanceof RpcError)) {
    return new AppError('internal', `${method} failed: ${String(error)}`, { cause: error });
  }
  const data = isRecord(error.data) ? error.data : {};
  const { code, ...details } = data;
  if (error.code === RPC_ERROR.application && isErrorCode(code)) return new AppError(code, error.message, { details });
  if (error.code === RPC_ERROR.methodNotFound) {
    return new AppError('version-mismatch', `The host does not know ${method} yet. Update the host to use this.`);
  }
  if (error.code === RPC_ERROR.invalidParams) return new AppError('invalid', error.message, { details: data });
  return new AppError('internal', error.message, { details: data });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
