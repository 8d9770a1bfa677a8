import { describe, expect, it } from 'vitest';
import { type DebugEntry, watchTraffic } from '../../../entrypoints/sidepanel/debug-traffic.ts';
import { createPreferences } from '../../../lib/preferences/preferences.ts';
import { AppError } from '../../../lib/protocol/errors.ts';
import { memoryStorage } from '../../support/memory-storage.ts';

const SECRET = { apiKey: 'sk-secret', content: 'what I wrote' };

function open(isOn: boolean) {
  const preferences = createPreferences(memoryStorage({ 'sidepanel.debug.enabled': isOn }));
  const entries: DebugEntry[] = [];
  let nowMs = 1000;
  const traffic = watchTraffic({
    ...{ page: 'panel', preferences, now: () => nowMs },
    tell: (entry) => void entries.push(entry),
  });
  const request = traffic.watchRequests(async (method) => {
    nowMs += 25;
    if (method === 'fails') throw new AppError('busy', 'sk-secret');
    return { text: 'answered' };
  });
  return { preferences, entries, traffic, request };
}

describe('watchTraffic', () => {
  it('tells names, sizes, durations and codes, never what was said', async () => {
    const { entries, traffic, request } = open(true);
    expect(await request('chat/send', SECRET, { timeoutMs: 1 })).toEqual({ text: 'answered' });
    await expect(request('fails', SECRET, { timeoutMs: 1 })).rejects.toThrow(AppError);
    traffic.noteNotification('changed', { tables: null });
    const length = JSON.stringify(SECRET).length;
    const sent = { page: 'panel', kind: 'request', length, durationMs: 25 };
    expect(entries).toEqual([
      { ...sent, atMs: 1000, method: 'chat/send', answerLength: 19 },
      { ...sent, atMs: 1025, method: 'fails', errorCode: 'busy' },
      { atMs: 1050, page: 'panel', kind: 'notification', method: 'changed', length: 15 },
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/secret|wrote|answered/);
  });

  it('tells nothing while it is off, and follows the setting', async () => {
    const { preferences, entries, traffic, request } = open(false);
    await request('a', {}, { timeoutMs: 1 });
    traffic.noteNotification('a', {});
    expect(entries).toEqual([]);
    preferences.set('sidepanel.debug.enabled', true);
    traffic.noteNotification('a', undefined);
    preferences.set('sidepanel.debug.enabled', false);
    await request('a', {}, { timeoutMs: 1 });
    expect(entries).toHaveLength(1);
  });
});
