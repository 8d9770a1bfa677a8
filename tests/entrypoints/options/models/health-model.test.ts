import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HealthModel } from '../../../../entrypoints/options/models/health-model.ts';
import { AppError } from '../../../../lib/protocol/errors.ts';
import { deferred } from '../../../support/fake-client.ts';
import { openOptions } from '../../../support/options-harness.ts';
import { settle } from '../../../support/panel-environment.ts';

const BAD = { name: 'totals', ok: false, detail: '2 sessions have other totals than their messages.' };

describe('HealthModel', () => {
  beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-11-25T12:00:00.000Z') }));
  afterEach(() => void vi.useRealTimers());

  it('checks, then puts right, and keeps when that was', async () => {
    using page = openOptions();
    const health = page.options.modelOf(HealthModel);
    page.fake.answer('doctor/run', ({ repair = false }) => ({
      checks: [repair ? { ...BAD, ok: true, repaired: 'the totals of 2 sessions' } : BAD],
    }));
    await health.run(false);
    expect([health.isRepair.value, health.checkedAt.value]).toEqual([false, Date.parse('2026-11-25T12:00:00.000Z')]);
    vi.setSystemTime(Date.parse('2026-11-25T12:05:00.000Z'));
    await health.run(true);
    expect(page.fake.paramsOf('doctor/run')).toEqual([{ repair: false }, { repair: true }]);
    expect([health.isRepair.value, health.checkedAt.value]).toEqual([true, Date.parse('2026-11-25T12:05:00.000Z')]);
    expect(health.doctor.state.value).toMatchObject({ value: { checks: [{ repaired: 'the totals of 2 sessions' }] } });
  });

  it('does not begin a repair while it looks, and a failed look has no time', async () => {
    using page = openOptions();
    const health = page.options.modelOf(HealthModel);
    const answer = deferred<never>();
    page.fake.answer('doctor/run', () => answer.promise);
    void health.run(false);
    await health.run(true);
    expect([page.fake.paramsOf('doctor/run'), health.isRepair.value]).toEqual([[{ repair: false }], false]);
    health.doctor.stop();
    answer.reject(new AppError('cancelled', 'Cancelled; nothing half done is left.'));
    await settle();
    page.fake.answer('doctor/run', () => {
      throw new AppError('busy', 'A backup is being made.');
    });
    await health.run(false);
    expect([health.doctor.state.value.state, health.checkedAt.value]).toEqual(['failed', undefined]);
  });

  it('tells what became of a damaged store', async () => {
    using page = openOptions();
    const damage = {
      ...{ at: '2026-11-20T08:00:00.000Z', cause: 'page 7 is damaged', quarantine: '/home/me/quarantine/x' },
      ...{ backup: 'b.db', restored: 120, salvaged: 4, lost: 0 },
    };
    page.fake.answer('doctor/damage', () => ({ damage }));
    page.fake.emit('store/state', { state: 'ready', detail: null });
    const health = page.options.modelOf(HealthModel);
    await settle();
    expect(health.damage.value).toEqual({ state: 'ready', value: { damage } });
  });
});
