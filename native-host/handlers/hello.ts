import type { Handlers } from '../../lib/handlers/handler.ts';
import { AppError } from '../../lib/protocol/errors.ts';
import { PROTOCOL_VERSION } from '../../lib/protocol/limits.ts';
import type { HostFailure } from '../../lib/protocol/shapes.ts';
import type { StoreLifecycle } from '../store-lifecycle.ts';

/** Answers `hello`. `lastFailure`: how the last host failed, unless one has started since. */
export function helloHandlers(
  store: Pick<StoreLifecycle, 'info'>,
  version: string,
  lastFailure: () => HostFailure | undefined = () => undefined,
) {
  return {
    hello: ({ protocol, client }) => {
      if (protocol !== PROTOCOL_VERSION) throw mismatch(protocol, client.version, version);
      const failure = lastFailure();
      return {
        protocol: PROTOCOL_VERSION,
        host: { version, pid: process.pid, engine: 'native', ...(failure && { lastFailure: failure }) },
        store: store.info(),
      };
    },
  } satisfies Partial<Handlers>;
}

function mismatch(protocol: number, clientVersion: string, hostVersion: string): AppError {
  const older = protocol > PROTOCOL_VERSION ? 'host' : 'extension';
  return new AppError(
    'version-mismatch',
    `The extension (${clientVersion}) speaks protocol ${protocol}, the host (${hostVersion}) ${PROTOCOL_VERSION}. Update the ${older}.`,
    { details: { extensionProtocol: protocol, hostProtocol: PROTOCOL_VERSION, clientVersion, hostVersion } },
  );
}
