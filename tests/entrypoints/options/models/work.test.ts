import { describe, expect, it } from 'vitest';
import { createWork } from '../../../../entrypoints/options/models/work.ts';
import { AppError } from '../../../../lib/protocol/errors.ts';
import type { Result } from '../../../../lib/protocol/methods.ts';
import { createFakeClient, deferred } from '../../../support/fake-client.ts';

const CHECKS = { checks: [{ name: 'integrity', ok: true, detail: 'Every page is as it should be.' }] };

const NONE = { onlyInBackup: 0, onlyInStore: 0, changed: 0 };

describe('createWork', () => {
  it('tells how far it is, and what came of it', async () => {
    const fake = createFakeClient();
    const answer = deferred<Result<'doctor/run'>>();
    fake.answer('doctor/run', () => answer.promise);
    const work = createWork(fake.client, 'doctor/run');
    expect(work.state.value).toEqual({ state: 'idle' });
    const running = work.run({ repair: false });
    expect(work.state.value).toEqual({ state: 'running', progress: undefined, step: undefined });
    const { onProgress, timeoutMs } = fake.optionsOf('doctor/run');
    expect(timeoutMs).toBe(600_000);
    onProgress?.({ progress: 0.4, step: 'comparing hashes' });
    expect(work.state.value).toEqual({ state: 'running', progress: 0.4, step: 'comparing hashes' });
    onProgress?.('something of a later version');
    expect(work.state.value).toEqual({ state: 'running', progress: undefined, step: undefined });
    answer.resolve(CHECKS);
    expect(await running).toEqual(CHECKS);
    expect(work.state.value).toEqual({ state: 'done', value: CHECKS });
    work.forget();
    expect(work.state.value).toEqual({ state: 'idle' });
  });

  it('is stopped at once, and can be begun again', async () => {
    const fake = createFakeClient();
    const work = createWork(fake.client, 'doctor/run');
    const running = work.run({});
    work.stop();
    expect(await running).toBeUndefined();
    expect(work.state.value).toEqual({
      state: 'failed',
      error: new AppError('cancelled', 'doctor/run was cancelled.'),
    });
    fake.answer('doctor/run', () => CHECKS);
    expect(await work.run({})).toEqual(CHECKS);
    expect(work.state.value).toEqual({ state: 'done', value: CHECKS });
  });

  it('tells that it is to stop, and what became of it, where it may be too late for that', async () => {
    const fake = createFakeClient();
    const restored = { safetyBackup: 'safe.db', sessions: NONE, messages: NONE };
    const answer = deferred<Result<'backups/restore'>>();
    fake.answer('backups/restore', () => answer.promise);
    const work = createWork(fake.client, 'backups/restore', { awaitsEnd: true });
    const running = work.run({ name: 'a.db' });
    const { onProgress, signal, awaitsEnd } = fake.optionsOf('backups/restore');
    onProgress?.({ progress: 0.7, step: 'restoring messages' });
    work.stop();
    expect([signal?.aborted, awaitsEnd]).toEqual([true, true]);
    const stopping = { state: 'running', isStopping: true } as const;
    expect(work.state.value).toEqual({ ...stopping, progress: 0.7, step: 'restoring messages' });
    onProgress?.({ progress: 0.9, step: 'indexing' });
    expect(work.state.value).toEqual({ ...stopping, progress: 0.9, step: 'indexing' });
    answer.resolve(restored);
    expect(await running).toEqual(restored);
    expect(work.state.value).toEqual({ state: 'done', value: restored });
  });

  it('is under way once, and what is under way is not forgotten', async () => {
    const fake = createFakeClient();
    const work = createWork(fake.client, 'doctor/run');
    void work.run({});
    expect(await work.run({ repair: true })).toBeUndefined();
    work.forget();
    expect(fake.paramsOf('doctor/run')).toEqual([{}]);
    expect(work.state.value.state).toBe('running');
  });
});
