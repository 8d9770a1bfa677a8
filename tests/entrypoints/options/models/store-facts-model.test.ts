import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StoreFactsModel } from '../../../../entrypoints/options/models/store-facts-model.ts';
import { AppError } from '../../../../lib/protocol/errors.ts';
import type { Result } from '../../../../lib/protocol/methods.ts';
import { createFakeClient } from '../../../support/fake-client.ts';
import { panelEnvironment, settle } from '../../../support/panel-environment.ts';

const ANY = { tables: null, sessionIds: null };

function hello(messages: number): Result<'hello'> {
  return {
    protocol: 1,
    host: { version: '1.0.0', pid: 7, engine: 'native' },
    store: {
      ...{
        id: 's',
        state: 'ready',
        schemaVersion: 8,
        path: '/home/a/holdfast.db',
        bytes: 4096,
        sqliteVersion: '3.54.1',
      },
      ...{ sessions: 1, messages, lastSweepAt: null, lastVerifiedBackupAt: null },
    },
  };
}

describe('StoreFactsModel', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function open(isReady = signal(true)) {
    const fake = createFakeClient();
    let messages = 0;
    fake.answer('hello', () => hello(++messages));
    const model = new StoreFactsModel(panelEnvironment(fake.client), '1.2.3', isReady);
    const count = () => fake.paramsOf('hello').length;
    return { fake, model, isReady, count, [Symbol.dispose]: () => model[Symbol.dispose]() };
  }

  it('asks the host once there is one, and again when another one comes', async () => {
    using page = open(signal(false));
    expect([page.count(), page.model.facts.value.state]).toEqual([0, 'loading']);
    page.isReady.value = true;
    await settle();
    expect(page.fake.paramsOf('hello')).toEqual([
      { protocol: 1, client: { name: 'holdfast-options', version: '1.2.3' } },
    ]);
    expect(page.model.facts.value).toEqual({ state: 'ready', value: hello(1) });
    page.isReady.value = false;
    await vi.advanceTimersByTimeAsync(2000);
    page.isReady.value = true;
    expect(page.count()).toBe(2);
  });

  it('asks again when something changed, at most once a second, and never misses the last change', async () => {
    using page = open();
    await settle();
    for (let change = 0; change < 50; change += 1) {
      page.fake.emit('changed', ANY);
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(page.count()).toBeGreaterThanOrEqual(5);
    expect(page.count()).toBeLessThanOrEqual(6);
    await vi.advanceTimersByTimeAsync(10_000);
    const settled = page.count();
    expect(settled).toBeLessThanOrEqual(7);
    page.fake.emit('changed', ANY);
    expect(page.count()).toBe(settled + 1);
  });

  it('tells why it is not known, and can be asked again', async () => {
    using page = open(signal(false));
    page.fake.answer('hello', () => {
      throw new AppError('timeout', 'x');
    });
    page.isReady.value = true;
    await settle();
    expect(page.model.facts.value).toMatchObject({ state: 'failed', error: { code: 'timeout' } });
    page.fake.answer('hello', () => hello(9));
    page.model.again();
    await settle();
    expect(page.model.facts.value).toEqual({ state: 'ready', value: hello(9) });
  });
});
