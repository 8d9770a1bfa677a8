import { describe, expect, it } from 'vitest';
import { createModelLists } from '../../../lib/chat/model-lists.ts';
import { AppError } from '../../../lib/protocol/errors.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createFakeProvider } from '../../support/fake-provider.ts';

const CREDENTIALS = { baseUrl: 'https://models.example', apiKey: null };
const { baseUrl } = CREDENTIALS;
const MODEL = { id: 'm', name: 'M', contextTokens: null, pricing: null };
const never = new AbortController().signal;

function start() {
  const [provider, clock] = [createFakeProvider(), createFakeClock()];
  return { provider, clock, lists: createModelLists(provider, clock.timers) };
}

describe('createModelLists', () => {
  it('tells a model that is not listed from one that nobody asked for', async () => {
    const { provider, lists } = start();
    provider.models = Promise.resolve([MODEL]);
    expect(lists.known(baseUrl, 'm')).toBeUndefined();
    expect(await lists.find(CREDENTIALS, 'm', never)).toEqual(MODEL);
    expect([lists.known(baseUrl, 'm'), lists.known(baseUrl, 'other'), lists.known('elsewhere', 'm')]).toEqual([
      MODEL,
      null,
      undefined,
    ]);
  });

  it('remembers what another process was told, and asks for others all the same', async () => {
    const { provider, lists } = start();
    provider.models = Promise.resolve([MODEL]);
    lists.remember(baseUrl, 'unlisted', null);
    expect(await lists.find(CREDENTIALS, 'unlisted', never)).toBeNull();
    expect(await lists.find(CREDENTIALS, 'm', never)).toEqual(MODEL);
  });

  it('does without a list that fails, is late, or is no longer wanted', async () => {
    const { provider, clock, lists } = start();
    provider.models = Promise.reject(new AppError('provider-failed', 'No.'));
    expect(await lists.find(CREDENTIALS, 'm', never)).toBeUndefined();
    provider.models = new Promise(() => {});
    const late = lists.find(CREDENTIALS, 'm', never);
    await clock.advance(3000);
    expect(await late).toBeUndefined();
    const stopped = new AbortController();
    const unwanted = lists.find(CREDENTIALS, 'm', stopped.signal);
    stopped.abort();
    expect(await unwanted).toBeUndefined();
    expect(clock.pendingCount).toBe(0);
  });
});
