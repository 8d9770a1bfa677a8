import { describe, expect, it } from 'vitest';
import { HelpModel } from '../../../../entrypoints/sidepanel/models/help-model.ts';
import { createPreferences } from '../../../../lib/preferences/preferences.ts';
import { memoryStorage } from '../../../support/memory-storage.ts';

function open() {
  const storage = memoryStorage();
  let hear: (key: string | null) => void = () => {};
  const preferences = createPreferences(storage, (listener) => {
    hear = listener;
  });
  const help = new HelpModel(preferences);
  const elsewhere = (key: string, value: unknown) => {
    storage.setItem(key, JSON.stringify(value));
    hear(key);
  };
  return { help, preferences, elsewhere, [Symbol.dispose]: () => help[Symbol.dispose]() };
}

describe('HelpModel', () => {
  it('shows the tour until it is over, and again when another page says so', () => {
    using page = open();
    expect(page.help.isTourOver.value).toBe(false);
    page.help.endTour();
    expect([page.help.isTourOver.value, page.preferences.get('sidepanel.tour.completed')]).toEqual([true, true]);
    page.elsewhere('sidepanel.tour.completed', false);
    expect(page.help.isTourOver.value).toBe(false);
  });

  it('writes nothing when the tour is over already', () => {
    using page = open();
    page.help.endTour();
    let writes = 0;
    page.preferences.watch(() => {
      writes += 1;
    });
    page.help.endTour();
    expect(writes).toBe(0);
  });

  it('forgets no hint that was dismissed, in whichever page', () => {
    using page = open();
    page.elsewhere('sidepanel.help.dismissed', ['of-a-later-version']);
    page.help.dismiss('trash');
    page.help.dismiss('pasted-texts');
    expect(page.help.dismissed.value).toEqual(['pasted-texts', 'trash', 'of-a-later-version']);
  });
});
