import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_BASE_URL } from '../../../../lib/preferences/schema.ts';
import { openOptions } from '../../../support/options-harness.ts';

const HERE = 'http://127.0.0.1:1111/v1';
const STORED = {
  'sidepanel.settings': { version: 1, defaultModel: 'm', provider: { baseUrl: HERE }, motion: 'reduced' },
  'sidepanel.auth.token': 'of here',
  'sidepanel.theme': 'dark',
  'sidepanel.unread.sessions': ['s1'],
};

describe('ResetModel', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('puts every setting back to the beginning, keeps keys with their servers, and can be taken back', () => {
    using page = openOptions(STORED);
    const { preferences } = page;
    page.options.reset.reset();
    expect(preferences.get('sidepanel.theme')).toBe('system');
    expect(preferences.get('sidepanel.settings').provider.baseUrl).toBe(DEFAULT_BASE_URL);
    // Not that of the server that is the first one's now.
    expect(preferences.get('sidepanel.auth.token')).toBe('');
    expect(preferences.get('sidepanel.auth.tokens')).toEqual({ [HERE]: 'of here' });
    expect(preferences.get('sidepanel.unread.sessions')).toEqual(['s1']);
    page.options.notices.act();
    for (const [key, value] of Object.entries(STORED)) {
      expect(JSON.parse(page.storage.getItem(key) ?? 'null')).toMatchObject(value as object);
    }
    expect(page.storage.getItem('sidepanel.auth.tokens')).toBeNull();
  });

  it('deletes keys of servers when that is chosen, with the same way back', () => {
    using page = openOptions(STORED);
    page.options.reset.includesKeys.value = true;
    page.options.reset.reset();
    expect(page.preferences.get('sidepanel.auth.token')).toBe('');
    expect(page.preferences.get('sidepanel.auth.tokens')).toEqual({});
    page.options.notices.act();
    expect(page.preferences.get('sidepanel.auth.token')).toBe('of here');
  });

  it('sets what is broken aside first', () => {
    using page = openOptions();
    page.storage.setItem('sidepanel.ui', '{"cut');
    page.options.reset.reset();
    expect(page.storage.getItem('sidepanel.quarantine.sidepanel.ui')).toBe('{"cut');
  });
});
