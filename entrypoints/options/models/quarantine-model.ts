import { createModel, effect, signal } from '@preact/signals';
import type { PreferenceStorage, Preferences } from '../../../lib/preferences/preferences.ts';
import {
  dropQuarantined,
  listQuarantine,
  putBackQuarantined,
  type Quarantined,
  restoreQuarantined,
} from '../../../lib/preferences/quarantine.ts';
import type { NoticeModel } from '../../sidepanel/models/notice-model.ts';

/** Values that could not be read and were set aside. */
export const QuarantineModel = createModel(
  (storage: PreferenceStorage, preferences: Preferences, notices: NoticeModel) => {
    const list = signal<readonly Quarantined[]>(listQuarantine(storage));

    effect(() => preferences.watch(look));
    effect(() => preferences.watchTroubles(look));

    function look(): void {
      list.value = listQuarantine(storage);
    }

    function restore(quarantined: Quarantined): void {
      const restored = restoreQuarantined(storage, preferences, quarantined);
      look();
      notices.show({ text: restored.ok ? 'The value is in use again.' : `Not restored. ${restored.message}` });
    }

    function remove(quarantined: Quarantined): void {
      dropQuarantined(storage, quarantined.key);
      look();
      notices.show({ text: 'The text was deleted.', action: { label: 'Undo', run: () => putBack(quarantined) } });
    }

    function putBack(quarantined: Quarantined): void {
      const isBack = putBackQuarantined(storage, quarantined);
      look();
      if (!isBack) notices.show({ text: 'The browser had no room to put it back.' });
    }

    return { list, look, restore, remove };
  },
);
export type QuarantineModel = InstanceType<typeof QuarantineModel>;
