import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../../native-host/database.ts';
import { judgeSettings, judgeVersion } from '../../../native-host/doctor/check-engine.ts';
import { openStoreAt, openTemporaryStore, temporaryStorePath } from '../../support/temporary-store.ts';

describe('judgeVersion', () => {
  it.each(['3.44.6', '3.44.7', '3.50.7', '3.51.3', '3.51.10', '3.52.0', '3.54.1', '4.0.0'])('takes %s', (version) => {
    expect(judgeVersion(version)).toEqual({ ok: true, detail: version });
  });

  it.each(['3.44.5', '3.45.0', '3.50.6', '3.51.2', '3.7.17', ''])('warns of "%s"', (version) => {
    expect(judgeVersion(version)).toEqual({
      ...{ ok: false, cure: 'Update the host.' },
      detail: `${version} can lose commits where several browsers share a store`,
    });
  });
});

describe('judgeSettings', () => {
  it('names every setting that is not as it should be', () => {
    const store = openTemporaryStore();
    const db = openDatabase(temporaryStorePath());
    expect(judgeSettings(db, store).ok).toBe(true);
    db.exec('PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = OFF');
    expect(judgeSettings(db, store)).toEqual({
      ok: false,
      detail: 'synchronous is 1 instead of 2, foreign_keys is 0 instead of 1',
      cure: 'Move the data folder to a disk of this computer.',
    });
    db.close();
  });

  it('tells of a file that keeps the room of what is removed', () => {
    const path = temporaryStorePath();
    const store = openStoreAt(path);
    const db = openDatabase(temporaryStorePath());
    store.exec('PRAGMA auto_vacuum = NONE; VACUUM');
    const { ok, detail } = judgeSettings(db, store);
    expect([ok, detail.endsWith('; this file does not become smaller when rows go')]).toEqual([true, true]);
    db.close();
  });
});
