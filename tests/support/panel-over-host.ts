import { signal } from '@preact/signals';
import { vi } from 'vitest';
import { PanelModel } from '../../entrypoints/sidepanel/models/panel-model.ts';
import { createPreferences } from '../../lib/preferences/preferences.ts';
import { AppError } from '../../lib/protocol/errors.ts';
import type { NotificationParams } from '../../lib/protocol/notifications.ts';
import type { Client } from '../../lib/rpc/client.ts';
import { fakeRuntime } from './extension-runtime.ts';
import { memoryStorage } from './memory-storage.ts';
import { panelEnvironment } from './panel-environment.ts';
import { fakeServerPermissions } from './server-permissions.ts';
import type { TestHost } from './test-host.ts';

export interface PanelOverHost extends Disposable {
  readonly panel: PanelModel;
  /** The store is away: changes wait in order, and nothing else is answered. */
  leave(): void;
  /** It is back, and gets what waited. */
  comeBack(): Promise<void>;
}

/** The models of a whole panel over a real store, under vitest's fake timers; a session is shown and everything is read. */
export async function openPanelOver(host: TestHost, sessionId: string): Promise<PanelOverHost> {
  const states = new Set<(params: NotificationParams<'store/state'>) => void>();
  let back: { promise: Promise<void>; resolve: () => void } | undefined;
  const given = new Set<string>();
  const client: Client = {
    async call(method, params, options) {
      if (method === 'unsent/resolve') {
        given.add((params as { requestId: string }).requestId);
        return {} as never;
      }
      if (method === 'unsent/list') return { changes: [] } as never;
      if (back) throw new AppError('disconnected', 'The host is away.');
      return host.client.call(method, params, options);
    },
    async change(method, params, options = {}) {
      await back?.promise;
      if (given.has(options.requestId ?? '')) throw new AppError('cancelled', 'It was given up.');
      return host.client.change(method, params, options);
    },
    on(name, listener) {
      if (name === 'store/state') states.add(listener as never);
      return host.client.on(name, listener);
    },
  };
  const env = { ...panelEnvironment(client), newId: () => crypto.randomUUID() };
  const panel = new PanelModel({
    ...{ env, preferences: createPreferences(memoryStorage()), isWide: signal(true) },
    ...{
      profileId: async () => crypto.randomUUID(),
      panelId: 'panel',
      tellBackground: () => {},
      permissions: fakeServerPermissions(),
      runtime: fakeRuntime(),
    },
  });
  const tell = (state: 'ready' | 'disconnected') => {
    for (const listener of states) listener({ state, detail: null });
  };
  panel.provider.use({ baseUrl: 'https://models.example/v1', model: 'm', apiKey: '' });
  tell('ready');
  panel.sessions.open(sessionId);
  await allRead();
  return {
    panel,
    leave() {
      back = Promise.withResolvers<void>();
      tell('disconnected');
    },
    async comeBack() {
      back?.resolve();
      back = undefined;
      tell('ready');
      await allRead();
    },
    [Symbol.dispose]: () => panel[Symbol.dispose](),
  };
}

/** What is put off is done, and what is asked for is answered. */
export async function allRead(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await vi.advanceTimersByTimeAsync(200);
}
