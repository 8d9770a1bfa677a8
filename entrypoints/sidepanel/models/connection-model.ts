import { computed, createModel, effect, signal } from '@preact/signals';
import type { NotificationParams } from '../../../lib/protocol/notifications.ts';
import type { Client } from '../../../lib/rpc/client.ts';

/** Why there is no host: never installed, not for this extension, not to be started, it ended, or the way to it was cut. */
export type DisconnectReason = 'not-installed' | 'forbidden' | 'not-started' | 'exited' | 'lost';

export type Connection =
  | { readonly state: 'connecting' | 'ready' }
  /** `detail`: a sentence where it takes longer than a moment, since the store is put right, or another process has it. */
  | { readonly state: 'opening'; readonly detail: string | undefined; readonly progress: number | undefined }
  /** `progress` 0 to 1, where the host tells. */
  | { readonly state: 'migrating'; readonly progress: number | undefined }
  | { readonly state: 'disconnected'; readonly reason: DisconnectReason }
  /** `detail` is a sentence; `code` the error's, where it is told. */
  | { readonly state: 'failed'; readonly detail: string; readonly code: string | undefined }
  | { readonly state: 'version-mismatch'; readonly detail: string; readonly older: 'host' | 'extension' };

/** The way to the store. The background tells the state on connecting and at each change. */
export const ConnectionModel = createModel((client: Client) => {
  const connection = signal<Connection>({ state: 'connecting' });
  const wasReady = signal(false);
  /** The store is in the browser. What does not say keeps what was known, except a store that is ready: that is a host's. */
  const isEmbedded = signal(false);
  const isReady = computed(() => connection.value.state === 'ready');
  /** Nothing can be read for longer than a moment. What is written waits in the queue of the background. */
  const isAway = computed(() => isLong(connection.value));

  effect(() =>
    client.on('store/state', (params) => {
      const { engine = params.state === 'ready' ? 'native' : undefined } = params;
      if (engine) isEmbedded.value = engine === 'embedded';
      connection.value = toConnection(params);
      if (params.state === 'ready') wasReady.value = true;
    }),
  );

  return { connection, isReady, isAway, isEmbedded, wasReady };
});
export type ConnectionModel = InstanceType<typeof ConnectionModel>;

const AWAY: readonly Connection['state'][] = ['migrating', 'disconnected', 'failed', 'version-mismatch'];

function isLong(connection: Connection): boolean {
  return AWAY.includes(connection.state) || (connection.state === 'opening' && connection.detail !== undefined);
}

const REASONS: readonly string[] = [
  'not-installed',
  'forbidden',
  'not-started',
  'exited',
  'lost',
] satisfies DisconnectReason[];

const NOT_OPENED = 'The store could not be opened.';

function toConnection({
  state,
  detail,
  progress,
  code,
  older = 'host',
}: NotificationParams<'store/state'>): Connection {
  switch (state) {
    case 'opening':
      return { state, detail: detail ?? undefined, progress };
    case 'migrating':
      return { state, progress };
    case 'disconnected':
      return { state, reason: detail !== null && REASONS.includes(detail) ? (detail as DisconnectReason) : 'lost' };
    case 'failed':
      return { state, detail: detail ?? NOT_OPENED, code };
    case 'version-mismatch':
      return { state, detail: detail ?? NOT_OPENED, older };
    default:
      return { state };
  }
}
