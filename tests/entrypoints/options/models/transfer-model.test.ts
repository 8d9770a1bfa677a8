import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openOptions } from '../../../support/options-harness.ts';

const NOON = Date.parse('2026-01-31T12:00:00.000Z');
const SETTINGS = { version: 1, defaultModel: 'm', provider: { baseUrl: 'http://127.0.0.1:1111/v1' } };

function fileOf(values: unknown) {
  const text = JSON.stringify({ format: 'holdfast-settings', version: 1, values });
  return { name: 'settings.json', text: async () => text };
}

describe('TransferModel', () => {
  beforeEach(() => void vi.useFakeTimers({ now: NOON }));
  afterEach(() => void vi.useRealTimers());

  it('writes a file with the date in its name, and keys of servers only when that is chosen', () => {
    using page = openOptions({ 'sidepanel.theme': 'dark', 'sidepanel.auth.token': 'secret' });
    const { transfer } = page.options;
    transfer.exportFile();
    transfer.exportsKeys.value = true;
    transfer.exportFile();
    expect(page.files.map(([name]) => name)).toEqual(Array(2).fill('holdfast-settings-2026-01-31.json'));
    const [without, withKeys] = page.files.map(([, text]) => text);
    expect([without?.includes('secret'), withKeys?.includes('secret')]).toEqual([false, true]);
  });

  it('shows what a file changes as things are now, then makes it hold, and takes it back', async () => {
    const stored = { 'sidepanel.theme': 'dark', 'sidepanel.settings': SETTINGS, 'sidepanel.auth.token': 'of here' };
    using page = openOptions(stored);
    const { transfer, notices } = page.options;
    const there = { ...SETTINGS, provider: { baseUrl: 'https://there.example/v1' } };
    await transfer.open(fileOf({ 'sidepanel.theme': 'light', 'sidepanel.settings': there, 'sidepanel.no': 1 }));
    const keysOf = () => transfer.reading.value?.ok && transfer.reading.value.plan.changes.map(({ key }) => key);
    const keys = ['sidepanel.auth.tokens', 'sidepanel.auth.token'];
    expect(keysOf()).toEqual([...keys, 'sidepanel.theme', 'sidepanel.settings']);
    // Changed meanwhile: there is nothing left of that to be changed.
    page.options.settings.setTheme('light');
    expect(keysOf()).toEqual([...keys, 'sidepanel.settings']);
    page.options.settings.setTheme('dark');

    const kept = Object.keys(stored) as (keyof typeof stored)[];
    const values = () => [...kept, 'sidepanel.auth.tokens' as const].map((key) => page.preferences.peek(key));
    const before = values();
    transfer.apply();
    expect([page.preferences.get('sidepanel.theme'), transfer.file.value]).toEqual(['light', undefined]);
    expect(page.preferences.get('sidepanel.auth.tokens')).toEqual({ [SETTINGS.provider.baseUrl]: 'of here' });
    expect(notices.notice.value?.action?.label).toBe('Undo');
    notices.act();
    expect(values()).toEqual(before);
  });

  it('takes keys of servers by choice only', async () => {
    using page = openOptions();
    const { transfer } = page.options;
    await transfer.open(fileOf({ 'sidepanel.settings': SETTINGS, 'sidepanel.auth.token': 'secret' }));
    const reading = () => (transfer.reading.value?.ok ? transfer.reading.value.plan : undefined);
    expect(reading()?.problems.map(({ key }) => key)).toEqual(['sidepanel.auth.token']);
    transfer.importsKeys.value = true;
    expect(reading()?.problems).toEqual([]);
    transfer.apply();
    expect(page.preferences.get('sidepanel.auth.token')).toBe('secret');
    expect(transfer.importsKeys.value).toBe(false);
  });

  it('changes nothing when there is no room, and says so', async () => {
    using page = openOptions({ 'sidepanel.theme': 'dark' });
    const { transfer } = page.options;
    await transfer.open(fileOf({ 'sidepanel.theme': 'light', 'sidepanel.recent.searches': ['x'.repeat(1000)] }));
    page.storage.limit = 500;
    transfer.apply();
    expect(transfer.error.value).toMatch(/^Not imported: the browser has no room/);
    expect(page.preferences.get('sidepanel.theme')).toBe('dark');
    expect(transfer.file.value?.name).toBe('settings.json');
  });

  it('says what is wrong with a file that is none of settings, or cannot be read', async () => {
    using page = openOptions();
    const { transfer } = page.options;
    await transfer.open({ name: 'a.json', text: async () => '{' });
    expect(transfer.reading.value).toMatchObject({ ok: false, message: expect.stringContaining('not valid JSON') });
    await transfer.open({ name: 'gone.json', text: () => Promise.reject(new Error('gone')) });
    expect([transfer.error.value, transfer.file.value]).toEqual(['gone.json cannot be read.', undefined]);
  });
});
