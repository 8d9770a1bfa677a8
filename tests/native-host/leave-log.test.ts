import { describe, expect, it } from 'vitest';
import { AppError } from '../../lib/protocol/errors.ts';
import { leavingLog } from '../../native-host/leave-log.ts';
import type { RunMaintenance } from '../../native-host/maintenance-process.ts';
import { openTemporaryStore } from '../support/temporary-store.ts';

describe('leavingLog', () => {
  it('leaves the log to processes that work on the store until the last of them has ended, however it ended', async () => {
    const db = openTemporaryStore();
    const pages = () => db.get('PRAGMA wal_autocheckpoint');
    const ends: ((error?: Error) => void)[] = [];
    const run = leavingLog(
      (() =>
        new Promise((resolve, reject) =>
          ends.push((error) => (error ? reject(error) : resolve({} as never))),
        )) as RunMaintenance,
      () => db,
    );
    const both = [run('backup', { reason: 'x' }), run('sweep', { reason: 'x' })];
    expect(pages()).toEqual({ wal_autocheckpoint: 0 });
    ends[0]?.();
    await both[0];
    expect(pages()).toEqual({ wal_autocheckpoint: 0 });
    ends[1]?.(new AppError('disk-full', 'No room.'));
    await expect(both[1]).rejects.toMatchObject({ code: 'disk-full' });
    expect(pages()).toEqual({ wal_autocheckpoint: 1000 });
  });

  it('runs them too while the store is not open', async () => {
    const closed = () => {
      throw new AppError('busy', 'Not open.');
    };
    const run = leavingLog((async () => ({ copy: undefined })) as unknown as RunMaintenance, closed);
    expect(await run('migrate', {})).toEqual({ copy: undefined });
  });
});
