import { describe, expect, it } from 'vitest';
import { createPreferences } from '../../../lib/preferences/preferences.ts';
import {
  dropQuarantined,
  listQuarantine,
  putBackQuarantined,
  reasonNotToRestore,
  restoreQuarantined,
} from '../../../lib/preferences/quarantine.ts';
import { memoryStorage } from '../../support/memory-storage.ts';

function broken() {
  const storage = memoryStorage();
  storage.setItem('sidepanel.theme', '"purple"');
  storage.setItem('sidepanel.ui', '{"sidebarColl');
  storage.setItem('sidepanel.quarantine.sidepanel.gone', '1');
  const preferences = createPreferences(storage);
  preferences.get('sidepanel.theme');
  preferences.get('sidepanel.ui');
  return { storage, preferences };
}

describe('listQuarantine', () => {
  it('lists what was moved away, with its text, also under keys that this version does not know', () => {
    expect(listQuarantine(broken().storage)).toEqual([
      { key: 'sidepanel.gone', text: '1' },
      { key: 'sidepanel.theme', text: '"purple"' },
      { key: 'sidepanel.ui', text: '{"sidebarColl' },
    ]);
  });
});

describe('reasonNotToRestore', () => {
  it('tells an unknown key, a text that is no JSON and a value that the schema refuses', () => {
    expect(listQuarantine(broken().storage).map(reasonNotToRestore)).toEqual([
      'This version has no such setting.',
      expect.stringContaining('This version cannot use it: '),
      'The text is not valid JSON; it may be cut off.',
    ]);
    expect(reasonNotToRestore({ key: 'sidepanel.theme', text: '"dark"' })).toBeUndefined();
  });
});

describe('restoreQuarantined', () => {
  it('puts back what can be read, and leaves everything as it was otherwise', () => {
    const { storage, preferences } = broken();
    const before = [...storage.items];
    const refused = restoreQuarantined(storage, preferences, { key: 'sidepanel.theme', text: '"purple"' });
    expect([refused.ok, [...storage.items]]).toEqual([false, before]);

    storage.setItem('sidepanel.quarantine.sidepanel.theme', '"light"');
    expect(restoreQuarantined(storage, preferences, { key: 'sidepanel.theme', text: '"light"' })).toEqual({ ok: true });
    expect(preferences.get('sidepanel.theme')).toBe('light');
    expect(listQuarantine(storage).map(({ key }) => key)).toEqual(['sidepanel.gone', 'sidepanel.ui']);
  });

  it('keeps the text when there is no room for the value', () => {
    const { storage, preferences } = broken();
    storage.setItem('sidepanel.quarantine.sidepanel.theme', '"light"');
    storage.limit = [...storage.items.values()].join('').length;
    const quarantined = { key: 'sidepanel.theme', text: '"light"' };
    expect(restoreQuarantined(storage, preferences, quarantined)).toEqual({
      ok: false,
      message: 'The browser has no room for it.',
    });
    expect(listQuarantine(storage)).toContainEqual(quarantined);
  });
});

describe('dropQuarantined', () => {
  it('deletes a text, which can be put back while there is room', () => {
    const { storage } = broken();
    const before = listQuarantine(storage);
    const ui = { key: 'sidepanel.ui', text: '{"sidebarColl' };
    dropQuarantined(storage, 'sidepanel.ui');
    expect(listQuarantine(storage)).toEqual(before.filter(({ key }) => key !== 'sidepanel.ui'));
    expect(putBackQuarantined(storage, ui)).toBe(true);
    expect(listQuarantine(storage)).toEqual(before);
    dropQuarantined(storage, 'sidepanel.ui');
    storage.limit = 0;
    expect(putBackQuarantined(storage, ui)).toBe(false);
  });
});
