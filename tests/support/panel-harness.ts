import { signal } from '@preact/signals';
import { PanelModel } from '../../entrypoints/sidepanel/models/panel-model.ts';
import { createPreferences } from '../../lib/preferences/preferences.ts';
import { fakeRuntime } from './extension-runtime.ts';
import { createFakeClient, type FakeClient } from './fake-client.ts';
import { memoryStorage } from './memory-storage.ts';
import { panelEnvironment } from './panel-environment.ts';
import { type FakeServerPermissions, fakeServerPermissions } from './server-permissions.ts';

export interface PanelHarness extends Disposable {
  readonly panel: PanelModel;
  readonly fake: FakeClient;
  readonly permissions: FakeServerPermissions;
}

/** The models of a whole panel over a storage with these values as JSON. */
export function openPanel(stored: Readonly<Record<string, unknown>> = {}): PanelHarness {
  const fake = createFakeClient();
  const permissions = fakeServerPermissions();
  const panel = new PanelModel({
    ...{
      env: panelEnvironment(fake.client),
      preferences: createPreferences(memoryStorage(stored)),
      isWide: signal(true),
    },
    ...{ profileId: async () => 'p1', panelId: 'panel', tellBackground: () => {}, permissions, runtime: fakeRuntime() },
  });
  return { panel, fake, permissions, [Symbol.dispose]: () => panel[Symbol.dispose]() };
}
