import type { Credentials, ProviderClient } from '../../../lib/chat/provider.ts';
import { AppError } from '../../../lib/protocol/errors.ts';

/**
 * The same client, which tells when a server could not be asked because the browser was not told to allow it: all that the browser
 * says of that is that the request failed. `isAllowed` gets a pattern of hosts, as permissions have them.
 */
export function tellOfPermissions(
  client: ProviderClient,
  isAllowed: (origin: string) => Promise<boolean>,
): ProviderClient {
  async function telling<Result>({ baseUrl }: Credentials, work: Promise<Result>): Promise<Result> {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof AppError) || !maybeForbidden(error) || !URL.canParse(baseUrl)) throw error;
      const { host, hostname, protocol } = new URL(baseUrl);
      const origin = `${protocol}//${hostname}/*`;
      if (await isAllowed(origin).catch(() => true)) throw error;
      throw new AppError(
        error.code,
        `The browser does not let Holdfast ask ${host} yet. Allow this server in the settings, under the provider.`,
        { details: { ...error.details, needsPermission: origin }, cause: error },
      );
    }
  }

  return {
    streamReply: (request, onPiece) => telling(request, client.streamReply(request, onPiece)),
    listModels: (credentials, signal) => telling(credentials, client.listModels(credentials, signal)),
    getBalance: (credentials, signal) => telling(credentials, client.getBalance(credentials, signal)),
  };
}

/** A server whose answer could be read, a refusal as well, was allowed to be asked. */
function maybeForbidden({ code, details }: AppError): boolean {
  const { status } = details;
  return code === 'provider-unreachable' || (code === 'provider-failed' && !(typeof status === 'number' && status > 0));
}
