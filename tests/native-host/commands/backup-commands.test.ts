import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Backup } from '../../../lib/protocol/keeping-shapes.ts';
import { deleteSessionForever } from '../../../lib/store/sessions.ts';
import { addMessage, addSession } from '../../contract/rows.ts';
import { assertSound } from '../../support/assert-sound.ts';
import { builtProgram } from '../../support/built-program.ts';
import { errorLines } from '../../support/error-lines.ts';
import { openStoreAt, temporaryFolder, temporaryStorePath } from '../../support/temporary-store.ts';

const repository = join(import.meta.dirname, '../../..');

function holdfast(home: string, ...args: string[]) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [builtProgram('cli'), ...args], {
    cwd: repository,
    encoding: 'utf8',
    env: { ...process.env, HOLDFAST_HOME: home },
  });
  return { stdout, stderr: errorLines(stderr), status };
}

/** A data folder with a store of one session and two messages. */
function homeWithStore() {
  const path = temporaryStorePath();
  const db = openStoreAt(path);
  addSession(db, 'talk');
  addMessage(db, 'talk', 'question');
  addMessage(db, 'talk', 'answer', { role: 'assistant' });
  return { home: dirname(path), db };
}

const backupsIn = (home: string) =>
  (JSON.parse(holdfast(home, 'backups', '--json').stdout) as { backups: Backup[] }).backups;

describe('holdfast backup, backups and restore', () => {
  it('copies, lists, checks, and restores', { timeout: 60_000 }, () => {
    const { home, db } = homeWithStore();
    expect(holdfast(home, 'backups').stdout).toContain('There are no copies');
    const made = holdfast(home, 'backup');
    expect({ status: made.status, stderr: made.stderr }).toEqual({ status: 0, stderr: '' });
    const [backup] = backupsIn(home);
    const { name = '' } = backup ?? {};
    expect(backup).toMatchObject({ reason: 'manual', counts: { sessions: 1, messages: 2 } });
    expect(made.stdout).toMatch(
      new RegExp(
        `^${join(home, 'backups', name)}\n[\\d.]+ KB, 1 session, 2 messages, verified ${backup?.verifiedAt}\n$`,
      ),
    );
    expect(holdfast(home, 'backups').stdout).toContain(`${name}\n  `);
    expect(holdfast(home, 'backups', '--verify', name)).toMatchObject({ status: 0, stderr: '' });

    deleteSessionForever(db, 'talk');
    addSession(db, 'new');
    const asked = holdfast(home, 'restore', name);
    expect(asked).toEqual({
      status: 1,
      stderr: 'holdfast: Nothing was changed: nobody can be asked here. Add --yes to restore.\n',
      stdout: [
        'store     1 session, 0 messages, newest 2026-01-31T12:00:00.000Z',
        'copy      1 session, 2 messages, newest 2026-01-31T12:00:00.000Z',
        'restoring brings 1 session and 2 messages',
        '          removes 1 session and 0 messages',
        '          changes 0 sessions and 0 messages',
        '',
      ].join('\n'),
    });
    expect(db.all('SELECT id FROM sessions')).toEqual([{ id: 'new' }]);
    const restored = holdfast(home, 'restore', name, '--yes');
    expect({ status: restored.status, stderr: restored.stderr }).toEqual({ status: 0, stderr: '' });
    expect(db.all('SELECT id FROM sessions')).toEqual([{ id: 'talk' }]);
    expect(backupsIn(home).map(({ reason }) => reason)).toEqual(['before-restore', 'manual']);
    assertSound(db);
  });

  it('restores a file from anywhere, by way of a copy among the backups, also where there is no store yet', () => {
    const { home, db } = homeWithStore();
    const elsewhere = temporaryFolder();
    db.run('VACUUM INTO ?', [join(elsewhere, 'mine.db')]);
    const before = readFileSync(join(elsewhere, 'mine.db'));
    const restored = holdfast(elsewhere, 'restore', join(elsewhere, 'mine.db'), '--yes');
    expect({ status: restored.status, stderr: restored.stderr }).toEqual({ status: 0, stderr: '' });
    expect(readFileSync(join(elsewhere, 'mine.db'))).toEqual(before);
    const there = openStoreAt(join(elsewhere, 'holdfast.db'));
    expect(there.all('SELECT id FROM messages ORDER BY sequence')).toEqual([{ id: 'question' }, { id: 'answer' }]);
    assertSound(there);
    expect(backupsIn(elsewhere).map(({ reason }) => reason)).toEqual(['before-restore', 'by-hand']);
    expect(existsSync(join(home, 'backups'))).toBe(false);
  });

  it('takes the log of a living store along, and leaves nothing behind when it is not restored', () => {
    const { home, db } = homeWithStore();
    const elsewhere = homeWithStore();
    deleteSessionForever(elsewhere.db, 'talk');
    expect(holdfast(elsewhere.home, 'restore', join(home, 'holdfast.db')).stdout).toContain(
      'brings 1 session and 2 messages',
    );
    expect(readdirSync(join(elsewhere.home, 'backups'))).toEqual([]);
    addSession(db, 'more');
    expect(holdfast(elsewhere.home, 'restore', join(home, 'holdfast.db'), '--yes').status).toBe(0);
    expect(elsewhere.db.all('SELECT id FROM sessions ORDER BY id')).toEqual([{ id: 'more' }, { id: 'talk' }]);
  });

  it.each([
    ['neither a name nor a file', 'nothing.db', 'neither a copy named nothing.db nor such a file'],
    ['a file that is no database', 'text.db', 'not a database'],
    ['a folder', '.', 'neither a copy named . nor such a file'],
  ])('refuses %s', (_, name, words) => {
    const { home } = homeWithStore();
    const file = join(home, 'text.db');
    writeFileSync(file, 'no database at all, but long enough to be read as one: '.repeat(100));
    const { status, stderr } = holdfast(home, 'restore', name === 'text.db' ? file : name, '--yes');
    expect(status).toBe(1);
    expect(stderr).toContain(words);
    expect(existsSync(join(home, 'backups')) ? readdirSync(join(home, 'backups')) : []).toEqual([]);
  });

  it('copies nothing where there is no store, and makes none', () => {
    const home = temporaryFolder();
    const path = join(home, 'holdfast.db');
    expect(holdfast(home, 'backup')).toEqual({
      stdout: '',
      stderr: `holdfast: There is no store at ${path} yet. Open the panel once to make one.\n`,
      status: 1,
    });
    expect(readdirSync(home)).toEqual([]);
  });

  it('says that a copy is not there', () => {
    const { home } = homeWithStore();
    expect(holdfast(home, 'backups', '--verify', 'none.db')).toMatchObject({ status: 1, stdout: '' });
  });
});
