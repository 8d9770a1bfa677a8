import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RetentionModel } from '../../../../entrypoints/options/models/retention-model.ts';
import { AppError } from '../../../../lib/protocol/errors.ts';
import type { RetentionPolicy, Sweep } from '../../../../lib/protocol/keeping-shapes.ts';
import type { FakeClient } from '../../../support/fake-client.ts';
import { openOptions } from '../../../support/options-harness.ts';
import { settle } from '../../../support/panel-environment.ts';

const POLICY: RetentionPolicy = { snapshotDays: 30, analyticsDays: 90, trashDays: 30 };
const NONE = { count: 0, bytes: 0, oldest: null, newest: null, ids: [] };

function sweepRow(id: number, fields: Partial<Sweep> = {}): Sweep {
  return {
    ...{ id, startedAt: '2026-11-25T12:00:00.000Z', finishedAt: '2026-11-25T12:00:01.000Z', reason: 'scheduled' },
    ...{ snapshotsDeleted: 0, analyticsDeleted: 0, sessionsPurged: 0, bytesFreed: 0, outcome: 'done', detail: null },
    ...fields,
  };
}

/** A host with these rules that has swept so many times; the store is what the test makes of `host`. */
function answerAll(fake: FakeClient, sweepCount: number) {
  const host = { policy: POLICY, sweepCount, expired: 3 };
  fake.answer('retention/policy', () => ({ policy: host.policy }));
  fake.answer('retention/preview', () => ({
    ...{ snapshots: { ...NONE, count: host.expired }, analytics: NONE, trash: NONE },
    ...{ nextSweepAt: '2026-11-26T12:00:00.000Z', refusal: null, snapshotsInAll: { count: 9, bytes: 900 } },
  }));
  fake.answer('retention/log', ({ limit = 50, cursor }) => {
    const newest = cursor === undefined ? host.sweepCount : Number(cursor) - 1;
    const ids = Array.from({ length: Math.min(limit, newest) }, (_, index) => newest - index);
    const last = ids.at(-1) ?? 0;
    return { sweeps: ids.map((id) => sweepRow(id)), nextCursor: last > 1 ? String(last) : null };
  });
  fake.answer('retention/set-policy', (policy) => {
    host.policy = policy;
    return { policy };
  });
  fake.answer('retention/sweep', () => ({ sweep: sweepRow(++host.sweepCount, { snapshotsDeleted: host.expired }) }));
  return host;
}

async function open(sweepCount = 0) {
  const page = openOptions();
  const host = answerAll(page.fake, sweepCount);
  page.fake.emit('store/state', { state: 'ready', detail: null });
  const retention = page.options.modelOf(RetentionModel);
  await settle();
  return { page, host, retention, [Symbol.dispose]: () => page[Symbol.dispose]() };
}

const idsOf = ({ log }: RetentionModel) => {
  const shown = log.sweeps.value;
  return shown.state === 'ready' ? shown.value.map(({ id }) => id) : shown.state;
};

describe('RetentionModel', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('reads the rules, what they would remove and the log once the store is ready', async () => {
    using page = openOptions();
    answerAll(page.fake, 2);
    const retention = page.options.modelOf(RetentionModel);
    await settle();
    expect([retention.policy.value.state, retention.preview.value.state, idsOf(retention)]).toEqual([
      'loading',
      'loading',
      'loading',
    ]);
    page.fake.emit('store/state', { state: 'ready', detail: null });
    await settle();
    expect(retention.policy.value).toEqual({ state: 'ready', value: { policy: POLICY } });
    expect(retention.preview.value).toMatchObject({ state: 'ready', value: { snapshots: { count: 3 } } });
    expect(idsOf(retention)).toEqual([2, 1]);
    expect(page.options.modelOf(RetentionModel)).toBe(retention);
  });

  it('saves a rule with the others as they are, and shows what it would remove then', async () => {
    using opened = await open();
    const { page, host, retention } = opened;
    host.expired = 8;
    await retention.setRule('snapshotDays', 7);
    await retention.setRule('trashDays', null);
    expect(page.fake.paramsOf('retention/set-policy')).toEqual([
      { ...POLICY, snapshotDays: 7 },
      { ...POLICY, snapshotDays: 7, trashDays: null },
    ]);
    expect(page.options.saved.outcome.value).toEqual({ place: 'retention', result: { ok: true } });
    expect(retention.preview.value).toMatchObject({ value: { snapshots: { count: 8 } } });
  });

  it('keeps what was changed last while an earlier change is still on its way', async () => {
    using opened = await open();
    const { page, host, retention } = opened;
    const answers: (() => void)[] = [];
    page.fake.answer('retention/set-policy', async (policy) => {
      await new Promise<void>((resolve) => void answers.push(resolve));
      host.policy = policy;
      return { policy };
    });
    void retention.setRule('snapshotDays', 7);
    void retention.setRule('analyticsDays', 8);
    answers[0]?.();
    page.fake.emit('changed', { tables: ['store_info'], sessionIds: [] });
    await vi.advanceTimersByTimeAsync(2000);
    void retention.setRule('trashDays', 9);
    answers[1]?.();
    answers[2]?.();
    await settle();
    const all = { snapshotDays: 7, analyticsDays: 8, trashDays: 9 };
    expect([host.policy, retention.policy.value]).toEqual([all, { state: 'ready', value: { policy: all } }]);
  });

  it('takes the newest answer, whichever comes last', async () => {
    using opened = await open();
    const { page, retention } = opened;
    const preview = retention.preview.value;
    if (preview.state !== 'ready') throw new Error('There is nothing to compare with.');
    const answers: ((nextSweepAt: string) => void)[] = [];
    page.fake.answer(
      'retention/preview',
      () => new Promise((resolve) => answers.push((nextSweepAt) => resolve({ ...preview.value, nextSweepAt }))),
    );
    const [first, second] = [retention.readPreview(), retention.readPreview()];
    answers[1]?.('asked second');
    await second;
    answers[0]?.('asked first');
    await first;
    expect(retention.preview.value).toMatchObject({ value: { nextSweepAt: 'asked second' } });
  });

  it('goes back to the rules of the store when a change is refused, and says so', async () => {
    using opened = await open();
    const { page, retention } = opened;
    page.fake.answer('retention/set-policy', () => {
      throw new AppError('store-newer-than-host', 'The store is newer.');
    });
    const saving = retention.setRule('snapshotDays', 7);
    expect(retention.policy.value).toMatchObject({ value: { policy: { snapshotDays: 7 } } });
    await saving;
    expect(retention.policy.value).toMatchObject({ value: { policy: POLICY } });
    expect(page.options.saved.outcome.value).toEqual({
      place: 'retention',
      result: { ok: false, words: 'Not saved: The store was written by a newer Holdfast.' },
    });
  });

  it('says that a change waits, once that is known', async () => {
    using opened = await open();
    const { page, retention } = opened;
    page.fake.answer('retention/set-policy', () => new Promise(() => {}));
    void retention.setRule('trashDays', null);
    const { onProgress } = page.fake.optionsOf('retention/set-policy');
    onProgress?.({ queued: true, reason: null });
    expect(page.options.saved.outcome.value).toBeUndefined();
    onProgress?.({ queued: true, reason: { code: 'disk-full', message: 'The disk is full.' } });
    expect(page.options.saved.outcome.value?.result).toMatchObject({ words: expect.stringContaining('no room left') });
  });

  it('sweeps by hand, with the clock confirmed or not, and reads what holds then', async () => {
    using opened = await open(1);
    const { page, host, retention } = opened;
    const sweeping = retention.runSweep(true);
    host.expired = 0;
    await sweeping;
    expect(page.fake.paramsOf('retention/sweep')).toEqual([{ reason: 'manual', confirmClock: true }]);
    expect(retention.sweep.state.value).toMatchObject({ state: 'done', value: { sweep: { id: 2 } } });
    expect(retention.preview.value).toMatchObject({ value: { snapshots: { count: 0 } } });
    expect(idsOf(retention)).toEqual([2, 1]);
  });

  it('shows older sweeps when they are asked for, and keeps them when a new one comes', async () => {
    using opened = await open(25);
    const { page, host, retention } = opened;
    expect([idsOf(retention), retention.log.hasMore.value]).toEqual([range(25, 16), true]);
    await retention.log.showMore();
    expect([idsOf(retention), retention.log.hasMore.value]).toEqual([range(25, 6), true]);
    host.sweepCount = 26;
    page.fake.emit('changed', { tables: null, sessionIds: null });
    await vi.advanceTimersByTimeAsync(1000);
    expect(idsOf(retention)).toEqual(range(26, 6));
    await retention.log.showMore();
    expect([idsOf(retention), retention.log.hasMore.value]).toEqual([range(26, 1), false]);
  });

  it('begins the log anew when nothing of it joins on', async () => {
    using opened = await open(12);
    const { page, host, retention } = opened;
    host.sweepCount = 40;
    page.fake.emit('changed', { tables: ['sweeps'], sessionIds: [] });
    await vi.advanceTimersByTimeAsync(1000);
    expect(idsOf(retention)).toEqual(range(40, 31));
    await retention.log.showMore();
    expect(idsOf(retention)).toEqual(range(40, 21));
  });

  it('keeps the log when older sweeps cannot be read', async () => {
    using opened = await open(12);
    const { page, retention } = opened;
    page.fake.answer('retention/log', () => {
      throw new AppError('timeout', 'No answer.');
    });
    await retention.log.showMore();
    expect([idsOf(retention), retention.log.older.value]).toEqual([range(12, 3), 'failed']);
  });

  it('reads at most once a second, however much is written', async () => {
    using opened = await open();
    const { page } = opened;
    const before = page.fake.paramsOf('retention/preview').length;
    for (let times = 0; times < 50; times += 1) {
      page.fake.emit('changed', { tables: ['snapshots'], sessionIds: [] });
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(page.fake.paramsOf('retention/preview').length - before).toBeLessThanOrEqual(3);
    page.fake.emit('changed', { tables: ['messages'], sessionIds: [] });
    await vi.advanceTimersByTimeAsync(5000);
    const after = page.fake.paramsOf('retention/preview').length;
    await vi.advanceTimersByTimeAsync(5000);
    expect(page.fake.paramsOf('retention/preview').length).toBe(after);
  });
});

/** From one number down to another one, both included. */
function range(from: number, to: number): number[] {
  return Array.from({ length: from - to + 1 }, (_, index) => from - index);
}
