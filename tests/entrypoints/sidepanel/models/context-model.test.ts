import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ContextModel } from '../../../../entrypoints/sidepanel/models/context-model.ts';
import { ProviderModel } from '../../../../entrypoints/sidepanel/models/provider-model.ts';
import { createPreferences } from '../../../../lib/preferences/preferences.ts';
import type { Message } from '../../../../lib/protocol/shapes.ts';
import { openConversation } from '../../../support/conversation-harness.ts';
import { messageRow, sessionRow } from '../../../support/fake-client.ts';
import { memoryStorage } from '../../../support/memory-storage.ts';
import { panelEnvironment, settle } from '../../../support/panel-environment.ts';

const A = 'http://a.example/v1';
const SETTINGS = { version: 1, defaultModel: 'm', provider: { baseUrl: A } };

/** 292 letters: 98 tokens, and 8 more for what is around them. */
const turns = (count: number): Message[] =>
  Array.from({ length: count }, (_, index) =>
    messageRow({
      id: `m${index}`,
      sequence: index + 1,
      role: index % 2 ? 'assistant' : 'user',
      content: 'x'.repeat(292),
    }),
  );

describe('ContextModel', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  async function open(rows: Message[], contextTokens: number | null) {
    const harness = await openConversation('session-1', rows, (fake) => {
      fake.answer('sessions/get', ({ id }) => ({ session: sessionRow({ id, messageCount: rows.length }) }));
      fake.answer('credentials/set', () => ({}));
      fake.answer('models/list', () => ({ models: [{ id: 'm', name: 'M', contextTokens, pricing: null }] }));
    });
    const { fake, sessions, isReady } = harness;
    const provider = new ProviderModel(
      fake.client,
      createPreferences(memoryStorage({ 'sidepanel.settings': SETTINGS })),
      signal(true),
    );
    await settle();
    fake.calls.length = 0;
    const context = new ContextModel({ env: panelEnvironment(fake.client), sessions, provider, isReady });
    return Object.assign(harness, { context });
  }

  it('says how many messages fit, once things are quiet', async () => {
    using panel = await open(turns(30), 2000);
    await vi.advanceTimersByTimeAsync(999);
    expect(panel.context.context.value).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    // 2000 less an eighth for the reply, by 106.
    expect(panel.context.context.value).toEqual({ sentCount: 16, messageCount: 30 });
  });

  it('says nothing while everything fits', async () => {
    using panel = await open(turns(10), 2000);
    await vi.advanceTimersByTimeAsync(1000);
    expect(panel.context.context.value).toBeUndefined();
  });

  it('reads page by page, and no further than the window', async () => {
    using panel = await open(turns(1000), 40_000);
    await vi.advanceTimersByTimeAsync(1000);
    expect(panel.context.context.value).toEqual({ sentCount: 330, messageCount: 1000 });
    expect(panel.fake.paramsOf('messages/list').map(({ before }) => before)).toEqual([undefined, 801]);
  });

  it('takes what cannot be a turn out of the count', async () => {
    const rows = turns(30).map((row, index) => (index % 3 === 0 ? { ...row, role: 'tool' as const } : row));
    using panel = await open(rows, 1000);
    await vi.advanceTimersByTimeAsync(1000);
    expect(panel.context.context.value).toEqual({ sentCount: 8, messageCount: 30 });
  });

  it('forgets it with the session', async () => {
    using panel = await open(turns(30), 2000);
    await vi.advanceTimersByTimeAsync(1000);
    panel.sessions.startNew();
    expect(panel.context.context.value).toBeUndefined();
  });
});
