import type { ComponentChildren } from 'preact';
import type { Connection } from '../models/connection-model.ts';

export const INSTALL_COMMAND = 'npm run host -- install';

export interface ConnectionProps {
  readonly connection: Connection;
}

/** One line above the conversation when the way to the store was lost, or is not there yet again. */
export function ConnectionBanner({ connection }: ConnectionProps) {
  return (
    <div class="banner" role="alert">
      <span class="spinner" aria-hidden="true" />
      <span>{bannerWords(connection)}</span>
    </div>
  );
}

const CONNECTING = 'Connecting to the store.';

function bannerWords(connection: Connection): ComponentChildren {
  switch (connection.state) {
    case 'disconnected':
      return connection.reason === 'not-installed' ? (
        <>
          The host is not installed. Run <code>{INSTALL_COMMAND}</code>.
        </>
      ) : (
        'The connection to the store was lost. Trying again; you can go on writing.'
      );
    case 'failed':
    case 'version-mismatch':
      return connection.detail;
    case 'migrating':
      return 'Your conversations are being updated.';
    case 'opening':
      return connection.detail ?? CONNECTING;
    default:
      return CONNECTING;
  }
}
