import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { migrate } from '../../lib/store/migrate.ts';
import { createSession } from '../../lib/store/sessions.ts';
import { listSnapshotMarks } from '../../lib/store/snapshot-marks.ts';
import { createSnapshot, listSnapshots } from '../../lib/store/snapshots.ts';
import { openDatabase } from '../../native-host/database.ts';
import { launcherFor, startBenchHost } from './bench-host.ts';
import { type Benchmark, countFor, type Effort } from './benchmark.ts';
import { MOMENT, sampleText } from './samples.ts';
import { compare, interleave, timed, timedAsync } from './statistics.ts';

/** The target. */
const MAX_P95_MS = 50;

const PAGE = { limit: 50 };

/** What opening the timeline costs where there are many snapshots. */
export const timeline: Benchmark = {
  name: 'timeline',
  method: `**Timeline**: \`listSnapshotMarks\` (moment and kind of every snapshot, for the line) and \`listSnapshots\` (a page of 50, for the
list) in a store of 10,000 snapshots; floor: the same in a store of 50. The target of both is ${MAX_P95_MS} ms. The third line asks a host for all the marks
through its pipe, up to the parsed answer; its floor is a page of the list, asked in the same way.`,

  async run({ hostProgram, folder, effort }) {
    const home = join(folder, 'home');
    const path = join(home, 'holdfast.db');
    mkdirSync(home);
    fill(path, countFor(effort, { full: 10_000, quick: 10_000, smoke: 100 }));
    const small = join(folder, 'small.db');
    fill(small, 50);
    const open = { large: openDatabase(path), small: openDatabase(small) };
    const count = countOf(effort);
    const times = { count, warmUpCount: Math.ceil(count / 10) };
    const marks = await interleave(
      {
        large: () => timed(() => listSnapshotMarks(open.large, {})),
        small: () => timed(() => listSnapshotMarks(open.small, {})),
      },
      times,
    );
    const page = await interleave(
      {
        large: () => timed(() => listSnapshots(open.large, PAGE)),
        small: () => timed(() => listSnapshots(open.small, PAGE)),
      },
      times,
    );
    for (const db of Object.values(open)) db.close();
    const host = startBenchHost(launcherFor(folder, hostProgram, home));
    await host.hello();
    const asked = await interleave(
      {
        marks: () => timedAsync(() => host.client.call('snapshots/marks', {})),
        page: () => timedAsync(() => host.client.call('snapshots/list', PAGE)),
      },
      times,
    );
    await host.end();
    return {
      rows: [
        compare('marks of 10,000 snapshots', marks.large, marks.small, { maxRatio: null, maxP95: MAX_P95_MS }),
        compare('a page of 10,000 snapshots', page.large, page.small, { maxRatio: 2, maxP95: MAX_P95_MS }),
        compare('marks of 10,000 snapshots, asked of a host', asked.marks, asked.page, { maxRatio: null }),
      ],
      parts: [],
    };
  },
};

function countOf(effort: Effort): number {
  return countFor(effort, { full: 200, quick: 20, smoke: 2 });
}

/** Snapshots of one session, a minute apart. */
function fill(path: string, count: number): void {
  const db = openDatabase(path);
  migrate(db);
  db.transaction(() => {
    const sessionId = newId();
    createSession(db, { id: sessionId, title: 'A long one', model: 'm', createdAt: MOMENT });
    for (let index = 0; index < count; index += 1) {
      createSnapshot(db, {
        ...{ id: newId(), sessionId, type: 'auto', trigger: { type: 'interval' }, starred: index % 50 === 0 },
        timestamp: new Date(Date.parse(MOMENT) + index * 60_000).toISOString(),
        ui: { currentView: 'session', sidebarCollapsed: false, draft: sampleText(index) },
      });
    }
  });
  db.close();
}
