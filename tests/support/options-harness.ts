import { OptionsModel } from '../../entrypoints/options/models/options-model.ts';
import { migratePreferences } from '../../lib/preferences/migrate-preferences.ts';
import { createPreferences, type Preferences } from '../../lib/preferences/preferences.ts';
import { fakeRuntime } from './extension-runtime.ts';
import { createFakeClient, type FakeClient } from './fake-client.ts';
import { type MemoryStorage, memoryStorage } from './memory-storage.ts';
import { panelEnvironment } from './panel-environment.ts';
import { type FakeServerPermissions, fakeServerPermissions } from './server-permissions.ts';

export interface OptionsHarness extends Disposable {
  readonly options: OptionsModel;
  readonly storage: MemoryStorage;
  readonly preferences: Preferences;
  readonly fake: FakeClient;
  /** Files that were saved, in order: name and text. */
  readonly files: (readonly [string, string])[];
  /** Speaks for another page that wrote a key. */
  readonly hear: (key: string | null) => void;
  readonly serverPermissions: FakeServerPermissions;
  /** What the browser promises when it is asked to keep what is stored. */
  readonly persisting: { answer: boolean; asked: number };
  readonly permission: { isGranted: boolean; answer: () => Promise<boolean>; changed: () => void; asked: number };
}

/** The models of the options page over a storage with these values as JSON, or over one that is given. */
export function openOptions(stored: Readonly<Record<string, unknown>> | MemoryStorage = {}): OptionsHarness {
  const storage = isStorage(stored) ? stored : memoryStorage(stored);
  const fake = createFakeClient();
  const files: [string, string][] = [];
  const permission = { isGranted: false, answer: async () => true, changed: () => {}, asked: 0 };
  const serverPermissions = fakeServerPermissions();
  const persisting = { answer: true, asked: 0 };
  let hear: (key: string | null) => void = () => {};
  migratePreferences(storage);
  const preferences = createPreferences(storage, (listener) => {
    hear = listener;
  });
  const options = new OptionsModel({
    ...{ env: panelEnvironment(fake.client), preferences, storage, version: '1.2.3' },
    saveFile: (name, text) => void files.push([name, text]),
    profileId: async () => 'p1',
    permissions: serverPermissions,
    runtime: fakeRuntime(),
    async askToPersist() {
      persisting.asked += 1;
      return persisting.answer;
    },
    keyboard: { isMac: false, getCommands: async () => [] },
    permission: {
      isGranted: async () => permission.isGranted,
      request() {
        permission.asked += 1;
        return permission.answer();
      },
      onChanged(listener) {
        permission.changed = listener;
      },
    },
  });
  return {
    ...{ options, storage, preferences, fake, files, permission, serverPermissions, persisting },
    hear: (key) => hear(key),
    [Symbol.dispose]: () => options[Symbol.dispose](),
  };
}

function isStorage(stored: Readonly<Record<string, unknown>> | MemoryStorage): stored is MemoryStorage {
  return stored['items'] instanceof Map;
}
