import { AppError } from '../protocol/errors.ts';

/** What failed below HTTP, by the codes of Node and its fetch; browsers tell nothing. */
const WORDS: readonly (readonly [RegExp, (host: string) => string])[] = [
  [/^ECONNREFUSED$/, (host) => `Nothing answers at ${host}. Start the model server there, or correct its address.`],
  [
    /^(ENOTFOUND|EAI_\w+)$/,
    (host) => `The name of ${host} could not be looked up. Check the address and the internet connection.`,
  ],
  [
    /^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENETDOWN|UND_ERR_\w*TIMEOUT)$/,
    (host) => `${host} could not be reached in time. Check the internet connection, then try again.`,
  ],
  [
    /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|TLS|SSL|^EPROTO$/,
    (host) => `No secure connection to ${host} could be made. Check its address and its certificate.`,
  ],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, (host) => `${host} closed the connection without an answer. Try again.`],
];

/** The error for a request that never got an answer. `cause` is what fetch threw; its own causes are looked through. */
export function unreachable(host: string, cause: unknown): AppError {
  for (const code of codesOf(cause)) {
    const words = WORDS.find(([pattern]) => pattern.test(code))?.[1];
    if (words !== undefined) {
      return new AppError('provider-unreachable', words(host), { details: { host, networkCode: code }, cause });
    }
  }
  const message = `${host} could not be reached. Check the address and the internet connection.`;
  return new AppError('provider-unreachable', message, { details: { host }, cause });
}

/** The innermost code first, since the outer ones say less. At most ten levels: causes may be circular. */
function codesOf(error: unknown, depth = 0): readonly string[] {
  if (!(error instanceof Error) || depth > 10) return [];
  const { code, errors } = error as { code?: unknown; errors?: unknown };
  const inner = [error.cause, ...(Array.isArray(errors) ? errors : [])];
  return [...inner.flatMap((cause) => codesOf(cause, depth + 1)), ...(typeof code === 'string' ? [code] : [])];
}
