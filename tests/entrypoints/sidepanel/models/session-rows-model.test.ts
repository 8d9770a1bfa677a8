import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ClockModel } from '../../../../entrypoints/sidepanel/models/clock-model.ts';
import { NoticeModel } from '../../../../entrypoints/sidepanel/models/notice-model.ts';
import { SaveModel } from '../../../../entrypoints/sidepanel/models/save-model.ts';
import { SessionFilterModel } from '../../../../entrypoints/sidepanel/models/session-filter-model.ts';
import { SessionRowsModel } from '../../../../entrypoints/sidepanel/models/session-rows-model.ts';
import { SessionsModel } from '../../../../entrypoints/sidepanel/models/sessions-model.ts';
import { createFakeClient, sessionRow } from '../../../support/fake-client.ts';
import { panelEnvironment, settle } from '../../../support/panel-environment.ts';

describe('SessionRowsModel', () => {
  beforeEach(() => {
    vi.stubEnv('TZ', 'Asia/Kathmandu');
    vi.useFakeTimers({ now: new Date('2026-11-25T23:59:00+05:45') });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
  });

  it('moves the groups on at midnight, and only then', async () => {
    const fake = createFakeClient();
    fake.answer('sessions/list', () => ({
      sessions: [sessionRow({ id: 's', updatedAt: '2026-11-25T18:00:00.000Z' })],
      nextCursor: null,
    }));
    const env = panelEnvironment(fake.client);
    const clock = new ClockModel(env.now, env.timers);
    const notices = new NoticeModel(env.timers);
    const save = new SaveModel(env);
    const sessions = new SessionsModel({ env, save, notices, isReady: signal(true), openFirst: null });
    const filter = new SessionFilterModel(sessions, env.timers);
    const rows = new SessionRowsModel(filter, clock, fake.client);
    await settle();
    const before = rows.groups.value;
    expect(before.map(({ label }) => label)).toEqual(['Today']);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(rows.groups.value).toBe(before);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(rows.groups.value.map(({ label }) => label)).toEqual(['Yesterday']);
    for (const model of [rows, filter, sessions, save, notices, clock]) model[Symbol.dispose]();
  });

  it('asks how long backups hold what is about to be deleted forever, and only then', async () => {
    const fake = createFakeClient();
    const env = panelEnvironment(fake.client);
    const clock = new ClockModel(env.now, env.timers);
    const notices = new NoticeModel(env.timers);
    const save = new SaveModel(env);
    const sessions = new SessionsModel({ env, save, notices, isReady: signal(true), openFirst: null });
    const filter = new SessionFilterModel(sessions, env.timers);
    const rows = new SessionRowsModel(filter, clock, fake.client);
    rows.start('rename', 's');
    expect(fake.paramsOf('backups/list')).toEqual([]);
    fake.answer('backups/list', () => ({
      ...{ backups: [], folder: '/backups', freeBytes: null, heldUntil: '2027-05-01T00:00:00.000Z', keptByHand: 2 },
    }));
    rows.start('delete-forever', 's');
    expect(rows.held.value.state).toBe('loading');
    await settle();
    const held = { heldUntil: '2027-05-01T00:00:00.000Z', keptByHand: 2 };
    expect(rows.held.value).toEqual({ state: 'ready', value: held });
    for (const model of [rows, filter, sessions, save, notices, clock]) model[Symbol.dispose]();
  });
});
