import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../lib/protocol/errors.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { watchForeignChanges } from '../../native-host/change-watch.ts';
import { openDatabase } from '../../native-host/database.ts';
import { createFakeTimers } from '../support/fake-timers.ts';

const ANYTHING = ['changed', { tables: null, sessionIds: null }];

describe('watchForeignChanges', () => {
  const folder = mkdtempSync(join(tmpdir(), 'watch-'));
  let own: SqlDatabase;
  let other: SqlDatabase;
  beforeAll(() => {
    own = openDatabase(join(folder, 'store.db'));
    own.exec('CREATE TABLE notes (text TEXT)');
    other = openDatabase(join(folder, 'store.db'));
  });
  afterAll(() => {
    own.close();
    other.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function watch(db: () => SqlDatabase = () => own, isWriting = () => false) {
    const announce = vi.fn();
    const timers = createFakeTimers();
    const stop = watchForeignChanges({ db, announce, timers, isWriting });
    return { announce, timers, stop };
  }
  const write = (db: SqlDatabase) => db.run("INSERT INTO notes VALUES ('x')");

  it('tells once, within half a second, that another connection wrote', async () => {
    const { announce, timers, stop } = watch();
    write(other);
    write(other);
    await timers.advance(500);
    await timers.advance(5000);
    expect(announce.mock.calls).toEqual([ANYTHING]);
    write(other);
    await timers.advance(500);
    expect(announce).toHaveBeenCalledTimes(2);
    stop();
  });

  it('tells nothing of what this connection wrote, nor of what was there before', async () => {
    write(other);
    const { announce, timers, stop } = watch();
    await timers.advance(1000);
    write(own);
    await timers.advance(1000);
    expect(announce).not.toHaveBeenCalled();
    stop();
  });

  it('waits for a store that opens later, and goes on after a failure', async () => {
    let isOpen = false;
    const { announce, timers, stop } = watch(() => {
      if (!isOpen) throw new AppError('busy', 'The store is being brought up to date.');
      return own;
    });
    await timers.advance(1000);
    isOpen = true;
    await timers.advance(500);
    write(other);
    isOpen = false;
    await timers.advance(1000);
    isOpen = true;
    await timers.advance(500);
    expect(announce.mock.calls).toEqual([ANYTHING]);
    stop();
  });

  it('tells at most every 5 s while own workers write, and what is left when the last of them has ended', async () => {
    let isWriting = true;
    const { announce, timers, stop } = watch(
      () => own,
      () => isWriting,
    );
    for (let n = 0; n < 24; n++) {
      write(other);
      await timers.advance(500);
    }
    expect(announce).toHaveBeenCalledTimes(3);
    isWriting = false;
    await timers.advance(500);
    expect(announce).toHaveBeenCalledTimes(4);
    await timers.advance(10_000);
    expect(announce).toHaveBeenCalledTimes(4);
    stop();
  });

  it('looks no more once it was stopped', async () => {
    const { announce, timers, stop } = watch();
    stop();
    write(other);
    await timers.advance(5000);
    expect([announce.mock.calls, timers.count()]).toEqual([[], 0]);
  });
});
