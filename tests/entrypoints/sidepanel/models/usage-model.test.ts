import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PanelShared } from '../../../../entrypoints/sidepanel/models/panel-model.ts';
import { UsageModel } from '../../../../entrypoints/sidepanel/models/usage-model.ts';
import { createPreferences } from '../../../../lib/preferences/preferences.ts';
import { AppError } from '../../../../lib/protocol/errors.ts';
import type { BalancePoint } from '../../../../lib/protocol/shapes.ts';
import type { UsageSummary } from '../../../../lib/protocol/usage-shapes.ts';
import { createFakeClient, type FakeClient } from '../../../support/fake-client.ts';
import { createFakeClock, type FakeClock } from '../../../support/fake-clock.ts';
import { memoryStorage } from '../../../support/memory-storage.ts';

const FIRST = '2024-05-05T05:05:05.000Z';
const NONE = {
  ...{ events: 0, replies: 0, errors: 0, promptTokens: 0, completionTokens: 0, cost: 0, medianMs: null, p95Ms: null },
};
const summaryOf = (...keys: (string | null)[]): UsageSummary => ({
  ...{ buckets: [], totals: { ...NONE, groups: keys.map((key) => ({ key, ...NONE })), others: null }, firstAt: FIRST },
});

describe('UsageModel', () => {
  let fake: FakeClient;
  let clock: FakeClock;
  let model: UsageModel;
  const settle = () => clock.advance(0);
  const asked = () => fake.paramsOf('analytics/summary').map(({ bucket, by }) => [bucket, by]);

  beforeEach(() => {
    fake = createFakeClient();
    clock = createFakeClock();
    const env = { client: fake.client, now: clock.now, timers: clock.timers, newId: () => 'id' };
    fake.answer('analytics/summary', () => summaryOf('m', null));
    fake.answer('balance/history', () => ({ points: [] }));
    const preferences = createPreferences(memoryStorage());
    model = new UsageModel({ env, preferences } as PanelShared);
  });
  afterEach(() => model[Symbol.dispose]());

  it('asks nothing before somebody looks, then for what is chosen, and again when that changes', async () => {
    await settle();
    expect(fake.calls).toEqual([]);
    const stop = model.watch();
    await settle();
    expect(model.shown.value).toMatchObject({ state: 'ready', value: { bucket: 'day', by: 'model', balance: [] } });
    model.setRange('24h');
    model.setBy('session');
    await settle();
    expect(asked()).toEqual([
      ['day', 'model'],
      ['hour', 'model'],
      ['hour', 'session'],
    ]);
    // For the forecast also what is older than the day.
    const { from, to } = fake.paramsOf('balance/history').at(-1) ?? { from: '', to: '' };
    expect(Date.parse(to) - Date.parse(from)).toBe(7 * 24 * 3600 * 1000);
    stop();
    model.setRange('7d');
    fake.emit('changed', { tables: ['analytics'], sessionIds: [] });
    await clock.advance(5000);
    expect(asked()).toHaveLength(3);
  });

  it('shows all that was seen of the balance, also more than one answer has', async () => {
    const firstMs = clock.now() - 10_001;
    const seen = Array.from({ length: 10_001 }, (_, index): BalancePoint => {
      return { timestamp: new Date(firstMs + index).toISOString(), usd: index, diem: null, source: 'reply' };
    });
    fake.answer('balance/history', ({ to }) => ({
      points: seen.filter(({ timestamp }) => timestamp <= to).slice(-10_000),
    }));
    model.watch();
    await settle();
    const shown = model.shown.value;
    expect(shown.state === 'ready' && shown.value.balance).toEqual(seen);
  });

  it('goes back to the first event for all, also when it is not known yet', async () => {
    model.setRange('all');
    model.watch();
    await settle();
    expect(asked()).toEqual([
      ['hour', 'model'],
      ['month', 'model'],
    ]);
    expect(model.shown.value).toMatchObject({ state: 'ready', value: { bucket: 'month' } });
  });

  it('reads again once when several replies end, and not for what is no usage', async () => {
    model.watch();
    await settle();
    fake.emit('changed', { tables: ['drafts'], sessionIds: [] });
    await clock.advance(2000);
    expect(asked()).toHaveLength(1);
    for (const tables of [['messages', 'analytics'], null]) fake.emit('changed', { tables, sessionIds: null });
    await clock.advance(2000);
    expect(asked()).toHaveLength(2);
  });

  it('shows the answer to the last question, whichever comes last', async () => {
    const answers: ((summary: UsageSummary) => void)[] = [];
    fake.answer('analytics/summary', () => new Promise((resolve) => answers.push(resolve)));
    model.watch();
    model.setBy('session');
    await settle();
    expect(model.isReading.value).toBe(true);
    answers[1]?.(summaryOf('s'));
    await settle();
    answers[0]?.(summaryOf('m'));
    await settle();
    expect(model.shown.value).toMatchObject({ value: { by: 'session', summary: summaryOf('s') } });
    expect(model.isReading.value).toBe(false);
  });

  it('says why it failed, and tries again', async () => {
    fake.answer('analytics/summary', () => {
      throw new AppError('version-mismatch', 'Too old.');
    });
    model.watch();
    await settle();
    expect(model.shown.value).toMatchObject({ state: 'failed', error: { code: 'version-mismatch' } });
    fake.answer('analytics/summary', () => summaryOf());
    await model.read();
    expect(model.shown.value).toMatchObject({ state: 'ready' });
  });

  it('keeps what is shown, and says of when it is, when the same cannot be read again', async () => {
    model.watch();
    await settle();
    fake.answer('analytics/summary', () => {
      throw new AppError('disconnected', 'Gone.');
    });
    await model.read();
    expect(model.trouble.value?.code).toBe('disconnected');
    expect(model.shown.value).toMatchObject({ state: 'ready', value: { range: '30d' } });
    model.setRange('7d');
    await settle();
    expect(model.trouble.value).toBe(undefined);
    expect(model.shown.value).toMatchObject({ state: 'failed' });
  });

  it('narrows to one model until it is chosen again, told apart otherwise, or not there any more', async () => {
    model.watch();
    await settle();
    const choices = [];
    for (const key of ['m', null, null]) {
      model.toggle(key);
      choices.push(model.chosen.value);
    }
    expect(choices).toEqual(['m', null, undefined]);
    model.toggle('m');
    model.setRange('7d');
    await settle();
    expect(model.chosen.value).toBe('m');
    fake.answer('analytics/summary', () => summaryOf('other'));
    model.setRange('90d');
    await settle();
    expect(model.chosen.value).toBe(undefined);
    model.toggle('other');
    model.setBy('session');
    expect(model.chosen.value).toBe(undefined);
  });
});
