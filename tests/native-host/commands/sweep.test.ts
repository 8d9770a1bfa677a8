import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatTimestamp } from '../../../lib/protocol/timestamp.ts';
import { recordAnalytics } from '../../../lib/store/analytics.ts';
import { migrate } from '../../../lib/store/migrate.ts';
import { setStoreFact } from '../../../lib/store/store-info.ts';
import { openDatabase } from '../../../native-host/database.ts';
import { builtProgram } from '../../support/built-program.ts';
import { errorLines } from '../../support/error-lines.ts';
import { temporaryFolder } from '../../support/temporary-store.ts';

const DAY_MS = 24 * 3600 * 1000;

function holdfast(home: string, ...args: string[]) {
  const env = { ...process.env, HOLDFAST_HOME: home };
  const { stdout, stderr, status } = spawnSync(process.execPath, [builtProgram('cli'), ...args], {
    encoding: 'utf8',
    env,
  });
  return { stdout, stderr: errorLines(stderr), status };
}

/** A data folder with two events of 100 days ago, where the clock was last seen so many days ago. */
function homeSeen(daysAgo: number): string {
  const home = temporaryFolder();
  const db = openDatabase(join(home, 'holdfast.db'));
  migrate(db);
  for (const eventType of ['reply', 'error']) {
    recordAnalytics(db, { timestamp: formatTimestamp(Date.now() - 100 * DAY_MS), eventType });
  }
  setStoreFact(db, 'lastSeenAt', formatTimestamp(Date.now() - daysAgo * DAY_MS));
  db.close();
  return home;
}

describe('holdfast sweep', () => {
  it('tells what it would remove, then removes it, then has nothing to do', () => {
    const home = homeSeen(1);
    const told = holdfast(home, 'sweep', '--dry-run');
    expect(told).toMatchObject({ stderr: '', status: 0 });
    expect(told.stdout).toMatch(
      /^snapshots +0\nstatistics +2 {2}210 B, oldest 20.*\nsessions in the trash +0\nnext by itself +now\n$/,
    );
    expect(holdfast(home, 'sweep')).toEqual({
      stdout: 'removed: 0 snapshots, 2 statistics, 0 sessions; 0 B given back\n',
      stderr: '',
      status: 0,
    });
    const { stdout } = holdfast(home, 'sweep', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ id: 2, reason: 'by hand', outcome: 'done', analyticsDeleted: 0 });
  });

  it('ends with 1 when the clock is not believed, and says what to do', () => {
    const home = homeSeen(40);
    const refused = holdfast(home, 'sweep');
    expect(refused).toEqual({
      stdout: 'removed: 0 snapshots, 0 statistics, 0 sessions; 0 B given back\n',
      stderr: expect.stringMatching(/^holdfast: The clean-up was refused: The clock says .*\n$/),
      status: 1,
    });
    expect(holdfast(home, 'sweep', '--dry-run').stdout).toContain('--confirm-clock');
    expect(holdfast(home, 'sweep', '--confirm-clock').stdout).toContain('2 statistics');
  });

  it('says where there is no store', () => {
    const { stderr, status } = holdfast(temporaryFolder(), 'sweep', '--dry-run');
    expect([status, stderr]).toEqual([1, expect.stringContaining('holdfast: There is no store at')]);
  });

  it('makes no store where there is none', () => {
    const home = temporaryFolder();
    const { stderr, status } = holdfast(home, 'sweep');
    expect([status, stderr]).toEqual([1, expect.stringContaining('holdfast: There is no store at')]);
    expect(existsSync(join(home, 'holdfast.db'))).toBe(false);
  });
});
