import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PREFERENCES, type PreferenceKey } from '../../../lib/preferences/schema.ts';
import { changesInWords } from '../../../lib/preferences/setting-words.ts';

const SETTINGS = PREFERENCES['sidepanel.settings'].fallback;

describe('changesInWords', () => {
  it('names each field of the settings that differs, and no other', () => {
    const after = {
      ...SETTINGS,
      defaultModel: 'qwen3',
      provider: { baseUrl: 'http://a.example/v1' },
      keyboard: { sendKey: 'mod+enter', keys: { newSession: 'Alt+J' } },
      notifications: { ...SETTINGS.notifications, replyDone: true },
    };
    expect(changesInWords({ key: 'sidepanel.settings', before: SETTINGS, after })).toEqual([
      { name: 'Model server', before: SETTINGS.provider.baseUrl, after: 'http://a.example/v1' },
      { name: 'Model', before: undefined, after: 'qwen3' },
      { name: 'Send key', before: 'Enter', after: 'Ctrl+Enter or ⌘+Enter' },
      { name: 'Action keys', before: 'none', after: '1 value' },
      { name: 'Notify when a reply is done', before: 'no', after: 'yes' },
    ]);
  });

  it('compares with what holds where nothing is set', () => {
    const after = { ...SETTINGS, startView: 'new' };
    expect(changesInWords({ key: 'sidepanel.settings', before: undefined, after })).toEqual([
      { name: 'Starts with', before: 'last session', after: 'new session' },
    ]);
  });

  it('never shows a key of a server', () => {
    const shown = (['sidepanel.auth.token', 'sidepanel.auth.tokens'] as const).flatMap((key) =>
      changesInWords({ key, before: 'old-secret', after: { 'http://a.example': 'new-secret' } }),
    );
    expect(JSON.stringify(shown)).not.toContain('secret');
    expect(shown).toHaveLength(2);
    const gone = changesInWords({ key: 'sidepanel.auth.token', before: 'old-secret', after: '' });
    expect(gone).toEqual([{ name: 'API key', before: '••••••••', after: 'none' }]);
  });

  it.each([
    ['sidepanel.theme', undefined, 'dark', { before: 'system', after: 'dark' }],
    ['sidepanel.theme', 'dark', 'system', { before: 'dark', after: 'system' }],
    ['sidepanel.recent.searches', ['a'], [], { before: '1', after: 'none' }],
    ['sidepanel.tour.completed', false, true, { before: 'no', after: 'yes' }],
  ] as const)('says what a value is: %s %j %j', (key, before, after, words) => {
    expect(changesInWords({ key, before, after })).toEqual([expect.objectContaining(words)]);
  });

  it('has short words for whatever is stored', () => {
    const keys = Object.keys(PREFERENCES) as PreferenceKey[];
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.jsonValue(), fc.jsonValue(), (key, before, after) => {
        for (const words of changesInWords({ key, before, after })) expect(words.after.length).toBeLessThan(70);
      }),
    );
  });
});
