import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../../native-host/database.ts';
import { addMessage } from '../../contract/rows.ts';
import { builtProgram } from '../../support/built-program.ts';
import { wellHome } from '../doctor/ailing-store.ts';

function doctor(home: string, ...args: string[]) {
  const env = { ...process.env, HOLDFAST_HOME: home, HOME: home, XDG_CONFIG_HOME: '' };
  const { stdout, stderr, status } = spawnSync(process.execPath, [builtProgram('cli'), 'doctor', ...args], {
    encoding: 'utf8',
    env,
  });
  return { stdout, stderr, status };
}

/** What stands below the installation. */
function ofData(stdout: string): string[] {
  return stdout.slice(stdout.indexOf('\n\n') + 2).split('\n');
}

/** A well store as of now: its backup is of a day long ago. */
async function ownHome() {
  const paths = await wellHome();
  const db = openDatabase(paths.database);
  db.exec("UPDATE sessions SET message_count = 9 WHERE id = 's2'");
  addMessage(db, 's3', 'lost', { role: 'assistant', content: 'Half', status: 'streaming', model: 'a model' });
  db.close();
  return paths;
}

describe('holdfast doctor', () => {
  it('prints a line for each check, with what to do where something is wrong, then repairs it', async () => {
    const { home, database } = await ownHome();
    const told = doctor(home);
    expect(told.status).toBe(1);
    const lines = ofData(told.stdout);
    expect(lines[0]).toBe(`store    ${database}`);
    expect(lines[1]).toMatch(
      /^dead {5}nobody makes the reply in "Title of s3" \(lost\), a model, asked \d+ s ago, 4 char/,
    );
    expect(lines[2]).toBe('');
    const wrong = lines.flatMap((line, index) => (line.startsWith('!!') ? [line, lines[index + 1]] : []));
    expect(wrong.filter((line) => !/backup/.test(line ?? ''))).toEqual([
      '!!  totals          the sums of 1 session are not those of their messages: "Title of s2"',
      '                    → Repair it in Health, or with holdfast doctor --repair.',
      '!!  replies         nobody makes 1 reply: lost',
      '                    → Repair it in Health, or with holdfast doctor --repair.',
    ]);
    expect(lines).toContain('ok  foreign keys    every row refers to one that is there');

    const repaired = doctor(home, '--repair');
    for (const line of [
      'ok  totals          the sums of 4 sessions are right\n                    repaired: added up 1 session anew\n',
      'ok  replies         0 being made, 0 waiting for a key or their turn\n                    repaired: called 1 reply interrupted; its text stays\n',
    ]) {
      expect(repaired.stdout).toContain(line);
    }
    expect(repaired.stdout).toContain('replies  none is being made');
    expect(doctor(home, '--repair').stdout).not.toContain('repaired');
  });

  it('gives the same as JSON', async () => {
    const { home, database } = await ownHome();
    const { stdout, status } = doctor(home, '--json');
    const { checks, installation, ...diagnosis } = JSON.parse(stdout);
    expect(status).toBe(1);
    expect(diagnosis).toMatchObject({
      store: database,
      exists: true,
      replies: [{ replyId: 'lost', hasWorker: false }],
    });
    expect(checks).toContainEqual({
      ...{ name: 'places', verdict: 'ok' },
      evidence: 'messages are numbered from 1 without a gap',
    });
    expect(checks).toContainEqual({
      ...{ name: 'replies', verdict: 'wrong', evidence: 'nobody makes 1 reply: lost' },
      cure: 'Repair it in Health, or with holdfast doctor --repair.',
    });
  });

  it('says in a line what is wrong with a store that cannot be read', async () => {
    const { home, database } = await wellHome();
    writeFileSync(database, 'no database, but long enough to be taken for one. '.repeat(50));
    const { stdout, status } = doctor(home);
    expect(status).toBe(1);
    expect(ofData(stdout).slice(0, 4)).toEqual([
      'replies  unknown, since the store cannot be read',
      '',
      `!!  store           ${database}: The store is not a database. Nothing was deleted.`,
      '                    → Repair it in Health, or with holdfast doctor --repair.',
    ]);
  });

  it('tells beforehand what a repair makes of a damaged file', async () => {
    const { home } = await wellHome();
    const help = doctor(home, '--help').stdout.replace(/\s+/g, ' ');
    expect(help).toContain('A damaged file is set aside in “quarantine” and replaced by the newest verified backup');
    expect(help).toContain('what is in neither is lost');
    expect(help).not.toContain('removes nothing');
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('and where its folder is closed', async () => {
    const { home } = await wellHome();
    chmodSync(home, 0);
    const { stderr, status } = doctor(home);
    chmodSync(home, 0o700);
    expect(status).toBe(1);
    expect(stderr).not.toContain('    at ');
  });
});
