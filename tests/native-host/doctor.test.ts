import { describe, expect, it, onTestFinished } from 'vitest';
import { migrate } from '../../lib/store/migrate.ts';
import { openDatabase } from '../../native-host/database.ts';
import { diagnose, diagnosisInWords } from '../../native-host/doctor.ts';
import { claimLock } from '../../native-host/locks.ts';
import { dataPaths, ensureDataFolders } from '../../native-host/paths.ts';
import { workerLockName } from '../../native-host/reply-locks.ts';
import { addMessage, addSession, at } from '../contract/rows.ts';
import { insertFirstRows, migrateTo } from '../migrations/at-version.ts';
import { temporaryFolder } from '../support/temporary-store.ts';

/** A data folder without a store. */
function newHome() {
  const paths = dataPaths({ HOLDFAST_HOME: temporaryFolder() }, process.platform, '');
  ensureDataFolders(paths);
  return paths;
}

/** Makes this process the worker of a reply until the test is over. */
function work(locks: string, replyId: string): void {
  const letGo = claimLock(locks, workerLockName(replyId));
  if (!letGo) throw new Error('It has one already.');
  onTestFinished(letGo);
}

describe('diagnose', () => {
  it('lists the replies that are being made, and tells which of them lost their workers', () => {
    const paths = newHome();
    const db = openDatabase(paths.database);
    migrate(db);
    for (const id of ['s1', 's2', 's3']) addSession(db, id);
    const reply = { role: 'assistant', model: 'm', content: 'Half' } as const;
    addMessage(db, 's1', 'lost', { ...reply, status: 'streaming' });
    addMessage(db, 's2', 'made', { ...reply, status: 'streaming', createdAt: at(1) });
    addMessage(db, 's3', 'waiting', { ...reply, status: 'queued' });
    addMessage(db, 's3', 'over', { ...reply, status: 'interrupted' });
    db.close();
    work(paths.locks, 'made');
    const found = diagnose(paths);
    const row = { model: 'm', length: 4 };
    expect(found).toEqual({
      ...{ store: paths.database, exists: true, queuedCount: 1 },
      replies: [
        { ...row, replyId: 'lost', sessionId: 's1', sessionTitle: 'Title of s1', askedAt: at(0), hasWorker: false },
        { ...row, replyId: 'made', sessionId: 's2', sessionTitle: 'Title of s2', askedAt: at(1), hasWorker: true },
      ],
    });
    expect(diagnose(paths), 'looking changes nothing').toEqual(found);
    const words = diagnosisInWords(found, Date.parse(at(1)) + 5000);
    expect(words[0]).toContain(paths.database);
    expect(words[1]).toContain(
      'nobody makes the reply in "Title of s1" (lost), m, asked 65 s ago, 4 characters so far',
    );
    expect(words[2]).toContain('makes the reply in "Title of s2" (made), m, asked 5 s ago');
    expect(words[3]).toContain('1 waiting');
  });

  it('says that there is no store, or that nothing is being made', () => {
    const paths = newHome();
    expect(diagnose(paths)).toEqual({ store: paths.database, exists: false, replies: [], queuedCount: 0 });
    expect(diagnosisInWords(diagnose(paths), 0).join()).toContain('none yet');
    const db = openDatabase(paths.database);
    migrateTo(db, 3);
    insertFirstRows(db);
    db.close();
    expect(diagnose(paths)).toEqual({ store: paths.database, exists: true, replies: [], queuedCount: 0 });
    expect(diagnosisInWords(diagnose(paths), 0).join()).toContain('none is being made');
  });
});
