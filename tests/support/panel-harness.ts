import { signal } from '@preact/signals';
import { PanelModel } from '../../entrypoints/sidepanel/models/panel-model.ts';
import { createPreferences } from '../../lib/preferences/preferences.ts';
import { createFakeClient, type FakeClient } from './fake-client.ts';
import { memoryStorage } from './memory-storage.ts';
import { panelEnvironment } from './panel-environment.ts';

export interface PanelHarness extends Disposable {
  readonly panel: PanelModel;
  readonly fake: FakeClient;
}

/** The models of a whole panel over an empty storage. */
export function openPanel(): PanelHarness {
  const fake = createFakeClient();
  const panel = new PanelModel({
    ...{ env: panelEnvironment(fake.client), preferences: createPreferences(memoryStorage()), isWide: signal(true) },
    ...{ profileId: async () => 'p1', panelId: 'panel', tellBackground: () => {} },
  });
  return { panel, fake, [Symbol.dispose]: () => panel[Symbol.dispose]() };
}
