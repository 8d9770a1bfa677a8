import { signal } from '@preact/signals';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PanelModel } from '../../../../entrypoints/sidepanel/models/panel-model.ts';
import { RecoveryModel } from '../../../../entrypoints/sidepanel/models/recovery-model.ts';
import { migratePreferences } from '../../../../lib/preferences/migrate-preferences.ts';
import { createPreferences } from '../../../../lib/preferences/preferences.ts';
import { PREFERENCES, type PreferenceKey } from '../../../../lib/preferences/schema.ts';
import { anyStoredText } from '../../../support/any-stored-text.ts';
import { fakeRuntime } from '../../../support/extension-runtime.ts';
import { createFakeClient } from '../../../support/fake-client.ts';
import { memoryStorage } from '../../../support/memory-storage.ts';
import { panelEnvironment } from '../../../support/panel-environment.ts';
import { fakeServerPermissions } from '../../../support/server-permissions.ts';

const KEYS = Object.keys(PREFERENCES) as PreferenceKey[];

/** What a panel remembers by itself, so that it may be newer. */
const BY_THE_WAY: readonly PreferenceKey[] = [
  'sidepanel.ui',
  'sidepanel.revision',
  'sidepanel.recent.sessions',
  'sidepanel.unread.sessions',
];

describe('PanelModel', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('starts whatever is stored, and loses nothing of it', () => {
    fc.assert(
      fc.property(fc.record(Object.fromEntries(KEYS.map((key) => [key, anyStoredText(key)]))), (stored) => {
        const storage = memoryStorage();
        for (const [key, text] of Object.entries(stored)) storage.setItem(key, text);
        migratePreferences(storage);
        const before = new Map(storage.items);
        const preferences = createPreferences(storage);
        const good = new Map(KEYS.map((key) => [key, preferences.peek(key)]));
        const panel = new PanelModel({
          ...{ env: panelEnvironment(createFakeClient().client), preferences, isWide: signal(true) },
          ...{
            profileId: async () => 'p1',
            panelId: 'panel',
            tellBackground: () => {},
            permissions: fakeServerPermissions(),
            runtime: fakeRuntime(),
          },
        });
        panel.start(RecoveryModel);
        // What is broken is set aside, at the latest when it is read.
        for (const key of KEYS.filter((key) => !BY_THE_WAY.includes(key))) {
          const value = good.get(key);
          if (value !== undefined) expect(preferences.peek(key)).toEqual(value);
          else expect(storage.getItem(key) ?? storage.getItem(`sidepanel.quarantine.${key}`)).toBe(before.get(key));
        }
        panel[Symbol.dispose]();
      }),
      { numRuns: 1000 },
    );
  });
});
