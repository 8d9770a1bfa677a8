import { createModel, effect, signal } from '@preact/signals';
import type { PreferenceStorage, Preferences } from '../../../lib/preferences/preferences.ts';
import { measureStorage, type StorageUsage } from '../../../lib/preferences/storage-usage.ts';

/** What the browser keeps for the pages of Holdfast. */
export const StorageModel = createModel((storage: PreferenceStorage, preferences: Preferences) => {
  const usage = signal<StorageUsage>(measureStorage(storage));

  effect(() => preferences.watch(measure));

  function measure(): void {
    usage.value = measureStorage(storage);
  }

  return { usage, measure };
});
export type StorageModel = InstanceType<typeof StorageModel>;
