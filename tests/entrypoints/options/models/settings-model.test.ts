import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { savedWords } from '../../../../entrypoints/options/models/saved-model.ts';
import { openOptions } from '../../../support/options-harness.ts';

describe('SettingsModel', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('saves each setting as it is changed, beside what else there is, and says so for a moment', async () => {
    using page = openOptions({ 'sidepanel.settings': { version: 1, defaultModel: 'm', later: 'kept' } });
    const { settings, saved } = page.options;
    settings.setStartView('new');
    expect(saved.outcome.value).toEqual({ place: 'start', result: { ok: true } });
    settings.setMotion('reduced');
    settings.setNotifications({ replyDone: true });
    settings.setNotifications({ balanceLowUsd: 2.5 });
    expect(JSON.parse(page.storage.getItem('sidepanel.settings') ?? '')).toMatchObject({
      ...{ defaultModel: 'm', later: 'kept', startView: 'new', motion: 'reduced' },
      notifications: { replyDone: true, balanceLow: true, balanceLowUsd: 2.5 },
    });
    expect(settings.settings.value.notifications.balanceLowUsd).toBe(2.5);
    await vi.advanceTimersByTimeAsync(3000);
    expect(saved.outcome.value).toBeUndefined();
  });

  it('sets the appearance, the debug log, the first steps and the hints', () => {
    using page = openOptions({ 'sidepanel.tour.completed': true, 'sidepanel.help.dismissed': ['a'] });
    const { settings, appearance } = page.options;
    settings.setTheme('dark');
    settings.setDebug(true);
    settings.showTour();
    settings.showHints();
    const { preferences } = page;
    expect([appearance.theme.value, settings.isDebugOn.value]).toEqual(['dark', true]);
    expect(preferences.get('sidepanel.tour.completed')).toBe(false);
    expect(preferences.get('sidepanel.help.dismissed')).toEqual([]);
  });

  it('chooses another model of the same server, with its key', () => {
    const provider = { baseUrl: 'http://127.0.0.1:1111/v1' };
    using page = openOptions({
      'sidepanel.settings': { version: 1, defaultModel: 'one', provider },
      'sidepanel.auth.token': 'secret',
    });
    page.options.settings.setModel('two');
    expect(page.options.provider.provider.value).toEqual({ ...provider, model: 'two' });
    expect(page.preferences.get('sidepanel.auth.token')).toBe('secret');
  });

  it('says that a change is not kept, which holds here all the same, until the next one is', async () => {
    using page = openOptions();
    const { settings, saved } = page.options;
    page.storage.limit = 0;
    settings.setMotion('reduced');
    await vi.advanceTimersByTimeAsync(60_000);
    const { value: outcome } = saved.outcome;
    expect(outcome && savedWords(outcome)).toMatch(
      /^Not saved: the browser has no room.* It is kept with your sessions/,
    );
    expect([settings.settings.value.motion, page.options.appearance.motion.value]).toEqual(['reduced', 'reduced']);
    page.storage.limit = 100_000;
    settings.setMotion('system');
    expect(saved.outcome.value?.result).toEqual({ ok: true });
  });

  it('changes nothing when a choice of a model is not kept', () => {
    using page = openOptions({
      'sidepanel.settings': { version: 1, defaultModel: 'one' },
      'sidepanel.auth.token': 'k',
    });
    page.storage.limit = 0;
    page.options.settings.setModel('two');
    const { value: outcome } = page.options.saved.outcome;
    expect(outcome && savedWords(outcome)).toBe('Not saved: the browser has no room left for it.');
    expect(page.options.provider.provider.value?.model).toBe('one');
  });

  it('follows what a panel changes', () => {
    using page = openOptions();
    page.storage.setItem('sidepanel.theme', '"light"');
    page.hear('sidepanel.theme');
    page.storage.setItem('sidepanel.settings', JSON.stringify({ version: 1, defaultModel: 'x', motion: 'reduced' }));
    page.hear('sidepanel.settings');
    const { appearance, settings } = page.options;
    expect([appearance.theme.value, appearance.motion.value]).toEqual(['light', 'reduced']);
    expect(settings.settings.value.defaultModel).toBe('x');
  });
});
