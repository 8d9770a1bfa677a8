import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { migrate } from '../../../lib/store/migrate.ts';
import { openDatabase } from '../../../native-host/database.ts';
import { addMessage, addSession } from '../../contract/rows.ts';
import { builtProgram } from '../../support/built-program.ts';
import { writeJson } from '../../support/bundles.ts';
import { errorLines } from '../../support/error-lines.ts';
import { temporaryFolder } from '../../support/temporary-store.ts';
import { dataOf, using } from '../../support/transfer.ts';

const envOf = (home: string) => ({ ...process.env, HOLDFAST_HOME: home, HOLDFAST_DOWNLOADS: join(home, 'Downloads') });

function holdfast(home: string, ...args: string[]) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [builtProgram('cli'), ...args], {
    encoding: 'utf8',
    env: envOf(home),
  });
  return { stdout, stderr, errors: errorLines(stderr), status };
}

function homeWithTalk(): string {
  const home = temporaryFolder();
  const db = openDatabase(join(home, 'holdfast.db'));
  db.exec('PRAGMA synchronous = OFF');
  migrate(db);
  addSession(db, 's1', { title: 'Talk' });
  addMessage(db, 's1', 'm1', { content: 'Question' });
  db.close();
  return home;
}

const rowsIn = (home: string) => using(join(home, 'holdfast.db'), dataOf);

describe('holdfast export and import', () => {
  it('make no new store where one is gone that there is a backup of', () => {
    const home = temporaryFolder();
    const file = join(import.meta.dirname, '../../fixtures/opencode/export.json');
    expect([holdfast(home, 'import', file).status, holdfast(home, 'backup').status]).toEqual([0, 0]);
    rmSync(join(home, 'holdfast.db'));
    const { status, stderr } = holdfast(home, 'import', file);
    expect([status, existsSync(join(home, 'holdfast.db'))]).toEqual([1, false]);
    expect(stderr).toMatch(
      /The store is not there, though it was\..* To put the store right: holdfast doctor --repair/,
    );
    expect(holdfast(home, 'doctor', '--repair').stdout).toContain('repaired: made the store anew');
    expect(holdfast(home, 'import', file).status).toBe(0);
  });

  it('move everything to another machine', () => {
    const [from, to] = [homeWithTalk(), temporaryFolder()];
    const told = holdfast(from, 'export');
    expect(told).toMatchObject({ errors: '', status: 0 });
    const [file = ''] = told.stdout.split('\n');
    expect(told.stdout).toMatch(/\.holdfast\n1 sessions, 1 messages, \d+ bytes, SHA-256 [0-9a-f]{64}\n$/);

    expect(holdfast(to, 'import', '--dry-run', file)).toMatchObject({
      stdout: `${file}\nbundle: 1 sessions, 1 messages\nof these here already: nothing\n`,
      errors: '',
      status: 0,
    });
    expect(holdfast(to, 'import', file).stdout).toBe(
      `${file}\nadded: 1 sessions, 1 messages\nreplaced: nothing\nleft as it is: nothing\n`,
    );
    expect(rowsIn(to)).toEqual(rowsIn(from));
    const again = JSON.parse(holdfast(to, 'import', '--json', '--on-conflict', 'merge', file).stdout);
    expect(again).toMatchObject({ file, counts: { added: {}, skipped: { sessions: 1, messages: 1 } } });
    expect(readdirSync(join(to, 'uploads'))).toEqual([]);
  });

  it('make a store where there was none, in which everything is found before a panel was ever opened', () => {
    const [from, to] = [homeWithTalk(), temporaryFolder()];
    const [file = ''] = holdfast(from, 'export').stdout.split('\n');
    expect(holdfast(to, 'import', file).status).toBe(0);
    const { checks } = JSON.parse(holdfast(to, 'doctor', '--json').stdout);
    expect(checks.find(({ name }: { name: string }) => name === 'search index')).toMatchObject({ verdict: 'ok' });
  });

  it('take in what OpenCode exports, and what was said in it since without being asked', () => {
    const home = temporaryFolder();
    const file = join(import.meta.dirname, '../../fixtures/opencode/export.json');
    const what = '1 sessions, 21 messages, 3 file changes, 22 originals, 23 analytics';
    expect(holdfast(home, 'import', file).stdout).toContain(`\nadded: ${what}\n`);
    expect(holdfast(home, 'import', file).stdout).toContain(`\nadded: nothing\nreplaced: nothing\n`);
  });

  it('write one session where it is said, and never over what is there', () => {
    const home = homeWithTalk();
    const out = join(home, 'talk.md');
    const args = ['export', '--format', 'markdown', '--session', 's1', '--out', out];
    expect(holdfast(home, ...args).status).toBe(0);
    expect(readFileSync(out, 'utf8')).toMatch(/^# Talk\n/);
    const again = holdfast(home, ...args);
    expect([again.status, again.stderr]).toEqual([1, expect.stringContaining('exists already')]);
    const inFolder = JSON.parse(holdfast(home, 'export', '--json', '--out', `${home}/`).stdout);
    expect(existsSync(join(home, inFolder.name))).toBe(true);
  });

  it('tell what cannot be imported, and what of it', () => {
    const home = homeWithTalk();
    const bad = holdfast(home, 'import', writeJson('{"a":1}'));
    expect([bad.status, bad.stderr]).toEqual([1, expect.stringContaining('no file that Holdfast can import')]);
    const half = {
      format: 'holdfast-json',
      formatVersion: 1,
      sessions: [{ id: 's9', title: 'T', createdAt: 'never' }],
    };
    const told = holdfast(home, 'import', writeJson(half));
    expect([told.status, told.stderr]).toEqual([
      0,
      expect.stringContaining('session 1: Left out: created_at must be a date and time with a zone.\n'),
    ]);
  });

  it.each([
    [['import'], 2],
    [['import', '--on-conflict', 'guess', 'file'], 2],
    [['export', '--format', 'pdf'], 2],
    [['import', '/nowhere'], 1],
    [['export', '--session'], 2],
    [['export', '--session', 'none'], 1],
    [['export', '--out', join(import.meta.filename, 'file')], 1],
  ])('end with its code: %j', (args, status) => {
    expect(holdfast(homeWithTalk(), ...args).status).toBe(status);
  });

  it('say where there is no store', () => {
    const { stderr, status } = holdfast(temporaryFolder(), 'export');
    expect([status, stderr]).toEqual([1, expect.stringContaining('There is no store at')]);
  });

  it.skipIf(process.platform === 'win32')('are cancelled by Ctrl+C, and nothing half done is left', async () => {
    const home = homeWithTalk();
    using(join(home, 'holdfast.db'), (db) =>
      db.transaction(() => {
        // What does not shrink takes its time.
        const noise = () => Array.from({ length: 8 }, () => crypto.randomUUID()).join('');
        for (let index = 0; index < 30_000; index++) addMessage(db, 's1', `n${index}`, { content: noise().repeat(4) });
      }),
    );
    const child = spawn(process.execPath, [builtProgram('cli'), 'export'], { env: envOf(home) });
    const told = text(child.stderr);
    const downloads = join(home, 'Downloads');
    while (!existsSync(downloads) || readdirSync(downloads).length === 0)
      await new Promise((done) => setTimeout(done, 5));
    child.kill('SIGINT');
    const status = await new Promise((done) => child.on('close', done));
    expect([status, errorLines(await told), readdirSync(downloads)]).toEqual([
      130,
      'holdfast: Cancelled; nothing half done is left.\n',
      [],
    ]);
  });
});
