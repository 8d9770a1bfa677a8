import { describe, expect, it } from 'vitest';
import { retentionHandlers } from '../../../lib/handlers/retention.ts';
import type { RequestContext } from '../../../lib/rpc/connection.ts';
import { recordAnalytics } from '../../../lib/store/analytics.ts';
import { addMessage, addSession, withCode } from '../../contract/rows.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { openTemporaryStore } from '../../support/temporary-store.ts';
import { startTestHost } from '../../support/test-host.ts';

const NOW = '2026-06-30T12:00:00.000Z';
const OLD = '2026-01-31T12:00:00.000Z';

describe('retentionHandlers', () => {
  it('give the rules of the specification until others are set, and keep those', async () => {
    const { client } = startTestHost();
    expect(await client.call('retention/policy', {})).toEqual({
      policy: { snapshotDays: 30, analyticsDays: 90, trashDays: 30 },
    });
    const policy = { snapshotDays: 7, analyticsDays: null, trashDays: 365 };
    expect(await client.change('retention/set-policy', policy)).toEqual({ policy });
    expect(await client.call('retention/policy', {})).toEqual({ policy });
  });

  it('show what a sweep removes, sweep, and log it', async () => {
    const { client, db } = startTestHost({ clock: createFakeClock(Date.parse(NOW)) });
    recordAnalytics(db, { timestamp: OLD, eventType: 'reply' });
    const before = await client.call('retention/preview', { now: OLD });
    expect(before).toMatchObject({ analytics: { count: 0 }, refusal: null });
    const preview = await client.call('retention/preview', {});
    expect(preview).toMatchObject({ analytics: { count: 1, ids: [1], oldest: OLD }, nextSweepAt: NOW });
    expect(preview.refusal).toContain('more than 7 days');
    const refused = await client.call('retention/sweep', { reason: 'manual' });
    expect(refused.sweep).toMatchObject({ outcome: 'refused', detail: preview.refusal });
    const told: unknown[] = [];
    const onProgress = (value: unknown) => told.push(value);
    const { sweep } = await client.call('retention/sweep', { reason: 'manual', confirmClock: true }, { onProgress });
    expect(sweep).toMatchObject({ outcome: 'done', reason: 'manual', analyticsDeleted: 1, startedAt: NOW });
    expect(told.at(-1)).toMatchObject({ step: 'giving the room back' });
    expect(await client.call('retention/log', {})).toEqual({ sweeps: [sweep, refused.sweep], nextCursor: null });
  });

  it('end a sweep that its caller cancels, and tell what it removed until then', async () => {
    const { client, db } = startTestHost({ clock: createFakeClock(Date.parse(NOW)) });
    addSession(db, 's');
    for (let index = 0; index < 20; index++) addMessage(db, 's', `m${index}`);
    for (let index = 0; index < 3000; index++) recordAnalytics(db, { timestamp: OLD, eventType: 'reply' });
    const controller = new AbortController();
    const cancelled = client.call(
      'retention/sweep',
      { reason: 'manual', confirmClock: true },
      { signal: controller.signal, onProgress: () => controller.abort() },
    );
    await expect(cancelled).rejects.toEqual(withCode('cancelled'));
    await expect
      .poll(async () => (await client.call('retention/log', {})).sweeps.map(({ outcome }) => outcome))
      .toEqual(['cancelled']);
    expect(db.get<{ left: number }>('SELECT count(*) AS left FROM analytics')?.left).toBeGreaterThan(0);
  });

  it('take no time from outside, unless they are there for tests', () => {
    const handlers = retentionHandlers({
      db: () => openTemporaryStore(),
      now: () => Date.parse(NOW),
      announce: () => {},
      sweep: () => Promise.reject(new Error('Not to be asked.')),
      takesTestClock: false,
    });
    const context = { signal: new AbortController().signal, progress: () => {} } as RequestContext;
    expect(() => handlers['retention/preview']({ now: OLD })).toThrow(withCode('invalid'));
    expect(() => handlers['retention/sweep']({ now: OLD, reason: 'x', confirmClock: false }, context)).toThrow(
      withCode('invalid'),
    );
  });
});
