import type { Connection } from '../models/connection-model.ts';

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

function bannerWords(connection: Connection): string {
  switch (connection.state) {
    case 'disconnected':
      return connection.reason === 'not-installed'
        ? 'The host is not installed any more. Install it again; you can go on writing.'
        : 'The connection to the store was lost. Trying again; you can go on writing.';
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
