/** Every application error there is, in the words that cross the wire as `error.data.code`. */
export const ERROR_CODES = [
  'not-found',
  'conflict',
  'invalid',
  'too-large',
  'disk-full',
  'read-only',
  'busy',
  'store-corrupt',
  'store-newer-than-host',
  'version-mismatch',
  'provider-unauthorized',
  'provider-rate-limited',
  'provider-insufficient-balance',
  'provider-unreachable',
  'provider-failed',
  'cancelled',
  'timeout',
  'disconnected',
  'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** Numbers of JSON-RPC 2.0, and the one that carries an {@link ErrorCode}. */
export const RPC_ERROR = {
  parse: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  application: -32000,
} as const;

export interface AppErrorOptions {
  /** Facts that help the reader, sent beside the code; never a key, a stack or message text. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** The one error class. `message` says what happened, to what, and what to do; `code` decides what a program does. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** Whether a value read from the wire is one of ours. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && (ERROR_CODES as readonly string[]).includes(value);
}
