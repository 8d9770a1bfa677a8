import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryStorage } from '../../../support/memory-storage.ts';
import { openOptions } from '../../../support/options-harness.ts';

describe('QuarantineModel', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('lists what was set aside, restores what can be read, and deletes with a way back', () => {
    const storage = memoryStorage();
    storage.setItem('sidepanel.quarantine.sidepanel.theme', '"dark"');
    storage.setItem('sidepanel.ui', '{"cut');
    using page = openOptions(storage);
    const { quarantine, notices } = page.options;
    // The page itself reads only what it shows.
    page.preferences.get('sidepanel.ui');
    const keys = () => quarantine.list.value.map(({ key }) => key);
    expect(keys()).toEqual(['sidepanel.theme', 'sidepanel.ui']);
    for (const quarantined of quarantine.list.value) quarantine.restore(quarantined);
    expect([keys(), page.options.appearance.theme.value]).toEqual([['sidepanel.ui'], 'dark']);
    expect(notices.notice.value?.text).toBe('Not restored. The text is not valid JSON; it may be cut off.');

    const [ui] = quarantine.list.value;
    if (ui) quarantine.remove(ui);
    expect(keys()).toEqual([]);
    notices.act();
    expect(quarantine.list.value).toEqual([ui]);
  });

  it('says when a deleted text cannot be put back', () => {
    const storage = memoryStorage();
    storage.setItem('sidepanel.quarantine.sidepanel.theme', '"pur');
    using page = openOptions(storage);
    const { quarantine, notices } = page.options;
    for (const quarantined of quarantine.list.value) quarantine.remove(quarantined);
    storage.limit = 0;
    notices.act();
    expect(notices.notice.value?.text).toContain('no room');
  });
});
