import { describe, expect, it } from 'vitest';
import { ConnectionModel } from '../../../../entrypoints/sidepanel/models/connection-model.ts';
import { createFakeClient } from '../../../support/fake-client.ts';

describe('ConnectionModel', () => {
  it('tells each state with what belongs to it', () => {
    const fake = createFakeClient();
    using model = new ConnectionModel(fake.client);
    const seen = [model.connection.value];
    const away = [model.isAway.value];
    for (const params of [
      { state: 'opening', detail: null },
      { state: 'opening', detail: 'It is being put right.', progress: 0.2 },
      { state: 'migrating', detail: null, progress: 0.5 },
      { state: 'failed', detail: 'It is damaged.' },
      { state: 'failed', detail: 'It is newer.', code: 'store-newer-than-host' },
      { state: 'version-mismatch', detail: 'Update the host.' },
      { state: 'version-mismatch', detail: 'Update the extension.', older: 'extension' },
      { state: 'disconnected', detail: 'not-installed' },
      { state: 'disconnected', detail: 'not-started' },
      { state: 'disconnected', detail: 'a word of a later version' },
      { state: 'ready', detail: null },
    ] as const) {
      fake.emit('store/state', params);
      seen.push(model.connection.value);
      away.push(model.isAway.value);
    }
    expect(away).toEqual([false, false, true, true, true, true, true, true, true, true, true, false]);
    expect(seen).toEqual([
      { state: 'connecting' },
      { state: 'opening', detail: undefined, progress: undefined },
      { state: 'opening', detail: 'It is being put right.', progress: 0.2 },
      { state: 'migrating', progress: 0.5 },
      { state: 'failed', detail: 'It is damaged.', code: undefined },
      { state: 'failed', detail: 'It is newer.', code: 'store-newer-than-host' },
      { state: 'version-mismatch', detail: 'Update the host.', older: 'host' },
      { state: 'version-mismatch', detail: 'Update the extension.', older: 'extension' },
      { state: 'disconnected', reason: 'not-installed' },
      { state: 'disconnected', reason: 'not-started' },
      { state: 'disconnected', reason: 'lost' },
      { state: 'ready' },
    ]);
  });

  it('knows where the store is, also while it is away, and takes one that does not say for a host’s', () => {
    const fake = createFakeClient();
    using model = new ConnectionModel(fake.client);
    const seen = [model.isEmbedded.value];
    for (const params of [
      { state: 'ready', detail: null, engine: 'embedded' },
      { state: 'disconnected', detail: 'lost' },
      { state: 'connecting', detail: null },
      { state: 'ready', detail: null },
      { state: 'opening', detail: null, engine: 'embedded' },
      { state: 'disconnected', detail: 'exited', engine: 'native' },
    ] as const) {
      fake.emit('store/state', params);
      seen.push(model.isEmbedded.value);
    }
    expect(seen).toEqual([false, true, true, true, false, true, false]);
  });

  it('remembers that it was ready, and listens no more once disposed', () => {
    const fake = createFakeClient();
    const model = new ConnectionModel(fake.client);
    fake.emit('store/state', { state: 'ready', detail: null });
    fake.emit('store/state', { state: 'disconnected', detail: 'exited' });
    expect([model.isReady.value, model.wasReady.value]).toEqual([false, true]);
    model[Symbol.dispose]();
    fake.emit('store/state', { state: 'ready', detail: null });
    expect(model.isReady.value).toBe(false);
  });
});
