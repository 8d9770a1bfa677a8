import type { Now } from '../../lib/clock.ts';
import type { Preferences } from '../../lib/preferences/preferences.ts';
import type { RpcConnection } from '../../lib/rpc/connection.ts';
import { toAppError } from '../../lib/rpc/rpc-error.ts';

/** One thing that passed between a page and the background: never what it said. Lengths in UTF-16 units of JSON. */
export interface DebugEntry {
  readonly atMs: number;
  readonly page: 'panel' | 'options';
  readonly kind: 'request' | 'notification';
  readonly method: string;
  /** Of the parameters. */
  readonly length: number;
  /** Of a request that has ended. */
  readonly durationMs?: number;
  /** Of the answer. */
  readonly answerLength?: number;
  readonly errorCode?: string;
}

interface TrafficOptions {
  readonly page: DebugEntry['page'];
  readonly preferences: Preferences;
  readonly now: Now;
  readonly tell: (entry: DebugEntry) => void;
}

/** Tells of what passes, as long as the debug log is on. */
export function watchTraffic({ page, preferences, now, tell }: TrafficOptions) {
  const isOn = () => preferences.get('sidepanel.debug.enabled');
  let isWatching = isOn();
  preferences.subscribe('sidepanel.debug.enabled', () => {
    isWatching = isOn();
  });

  return {
    watchRequests: (request: RpcConnection['request']): RpcConnection['request'] =>
      async function watched(method, params, options) {
        if (!isWatching) return request(method, params, options);
        const atMs = now();
        const entry = { atMs, page, kind: 'request', method, length: lengthOf(params) } as const;
        const ended = () => ({ ...entry, durationMs: now() - atMs });
        try {
          const answer = await request(method, params, options);
          tell({ ...ended(), answerLength: lengthOf(answer) });
          return answer;
        } catch (error) {
          tell({ ...ended(), errorCode: toAppError(error, method).code });
          throw error;
        }
      },
    noteNotification(method: string, params: unknown): void {
      if (isWatching) tell({ atMs: now(), page, kind: 'notification', method, length: lengthOf(params) });
    },
  };
}

/** The way from every page to the one that shows the log. */
export function openDebugChannel(): BroadcastChannel {
  return new BroadcastChannel('holdfast.debug');
}

function lengthOf(value: unknown): number {
  return JSON.stringify(value)?.length ?? 0;
}
