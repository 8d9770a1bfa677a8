import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BalanceModel } from '../../../../entrypoints/sidepanel/models/balance-model.ts';
import { AppError } from '../../../../lib/protocol/errors.ts';
import type { Balance } from '../../../../lib/protocol/shapes.ts';
import { createFakeClient, type FakeClient } from '../../../support/fake-client.ts';
import { settle } from '../../../support/panel-environment.ts';

const NOON = Date.parse('2026-01-31T12:00:00.000Z');
const balanceOf = (usd: number | null): Balance => ({
  ...{ diem: null, usd, canConsume: null, nextEpochAt: null, fetchedAt: '2026-01-31T12:00:00.000Z' },
});
const point = (usd: number | null) => ({ timestamp: '2026-01-31T08:00:00.000Z', diem: 1, usd, source: 'reply' });

describe('BalanceModel', () => {
  let fake: FakeClient;
  let model: BalanceModel;
  const server = signal<string | undefined>(undefined);

  beforeEach(() => {
    vi.useFakeTimers();
    server.value = undefined;
    fake = createFakeClient();
    fake.answer('balance/get', () => balanceOf(5));
    fake.answer('balance/history', () => ({ points: [point(null), point(7.5), point(6)] }));
    model = new BalanceModel(fake.client, () => NOON, server);
  });
  afterEach(() => {
    model[Symbol.dispose]();
    vi.useRealTimers();
  });

  it('asks nobody before the host has a key', async () => {
    fake.emit('chat/done', { reply: {} as never });
    await settle();
    expect(fake.calls).toEqual([]);
  });

  it('tells what is left and what the last day cost, again after each reply', async () => {
    server.value = 'http://a.example/v1';
    await settle();
    expect(model.balance.value).toEqual({ now: balanceOf(5), spentUsd: 2.5 });
    expect(fake.paramsOf('balance/history')).toEqual([
      { from: '2026-01-30T12:00:00.000Z', to: '2026-01-31T12:00:00.000Z' },
    ]);
    fake.answer('balance/get', () => balanceOf(4));
    fake.emit('chat/done', { reply: {} as never });
    await settle();
    expect(model.balance.value?.spentUsd).toBe(3.5);
  });

  it('knows of no trend without dollars or without an earlier look', async () => {
    fake.answer('balance/history', () => ({ points: [] }));
    server.value = 'http://a.example/v1';
    await settle();
    expect(model.balance.value?.spentUsd).toBeNull();
    fake.answer('balance/get', () => balanceOf(null));
    fake.emit('chat/done', { reply: {} as never });
    await settle();
    expect(model.balance.value).toEqual({ now: balanceOf(null), spentUsd: null });
  });

  it('tells what is left also when the history fails', async () => {
    fake.answer('balance/history', () => {
      throw new AppError('internal', 'cannot be read');
    });
    server.value = 'http://a.example/v1';
    await settle();
    expect(model.balance.value).toEqual({ now: balanceOf(5), spentUsd: null });
  });

  it('keeps the last one known when the server fails, but not that of another server', async () => {
    server.value = 'http://a.example/v1';
    await settle();
    fake.answer('balance/get', () => {
      throw new AppError('provider-failed', 'none here');
    });
    fake.emit('chat/done', { reply: {} as never });
    await settle();
    expect(model.balance.value?.now.usd).toBe(5);
    server.value = 'http://b.example/v1';
    await settle();
    expect(model.balance.value).toBeUndefined();
  });
});
