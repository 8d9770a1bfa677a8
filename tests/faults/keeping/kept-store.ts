import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { formatTimestamp } from '../../../lib/protocol/timestamp.ts';
import { recordAnalytics } from '../../../lib/store/analytics.ts';
import { migrate, write } from '../../../lib/store/migrate.ts';
import { createSearchIndex } from '../../../lib/store/search-index.ts';
import { trashSession } from '../../../lib/store/sessions.ts';
import { createSnapshot } from '../../../lib/store/snapshots.ts';
import { openDatabase } from '../../../native-host/database.ts';
import type { JobKind } from '../../../native-host/maintenance-jobs.ts';
import { dataPaths, ensureDataFolders } from '../../../native-host/paths.ts';
import { addMessage, addSession } from '../../contract/rows.ts';
import { newHome } from '../../support/host-process.ts';

const DAY_MS = 24 * 3600 * 1000;

/** Long enough ago for everything to be expired. */
const LONG_AGO = formatTimestamp(Date.now() - 200 * DAY_MS);

type Rows = Readonly<Record<string, readonly unknown[]>>;

/** A job as these tests do it, and what must hold then. Each gets the rows of before, and those of now. */
export interface KeepingJob {
  readonly kind: JobKind;
  readonly params: object;
  /** What it needs, put there before each run. */
  prepare?(home: string): void;
  /** After it was done. */
  check(home: string, before: Rows, after: Rows): void;
  /** After it failed somewhere, or did not. */
  checkInterrupted(home: string, before: Rows, after: Rows): void;
}

/** A data folder with a store in which there is something to remove, to copy and to send. */
export function newKeptHome(): string {
  const home = newHome();
  const paths = dataPaths({ HOLDFAST_HOME: home }, process.platform, home);
  ensureDataFolders(paths);
  const db = openDatabase(join(home, 'holdfast.db'));
  db.exec('PRAGMA synchronous = OFF');
  migrate(db);
  write(db, () => {
    createSearchIndex(db);
    for (const id of ['s1', 's2', 'trash']) {
      addSession(db, id, { createdAt: LONG_AGO });
      for (let index = 0; index < 40; index++) {
        addMessage(db, id, `${id} ${index}`, { content: `Text ${index} ${'word '.repeat(100)}`, cost: 0.25 });
      }
    }
    trashSession(db, 'trash', LONG_AGO);
    for (let index = 0; index < 30; index++) {
      const snapshot = {
        type: 'auto',
        trigger: { type: 'test' },
        sessionId: 's1',
        ui: { draft: 'x'.repeat(500) },
      } as const;
      createSnapshot(db, { ...snapshot, id: `x${index}`, timestamp: LONG_AGO, starred: index % 3 === 0 });
      recordAnalytics(db, { timestamp: LONG_AGO, eventType: 'reply' });
    }
  });
  db.close();
  return home;
}

/** What no maintenance changes: messages of sessions that are not in the trash, with their sessions. */
function livingRows({ sessions = [], messages = [] }: Rows) {
  return {
    sessions: sessions.filter((row) => (row as { id: string }).id !== 'trash'),
    messages: messages.filter((row) => (row as { session_id: string }).session_id !== 'trash'),
  };
}

const idsOf = (rows: readonly unknown[] = []) => rows.map((row) => (row as { id: unknown }).id);

const sweep: KeepingJob = {
  kind: 'sweep',
  params: { reason: 'test', confirmClock: true },
  check(_, before, after) {
    sweep.checkInterrupted(_, before, after);
    expect(idsOf(after['sessions'])).toEqual(['s1', 's2']);
    expect(after['snapshots']).toHaveLength(10);
    expect(after['analytics']).toEqual([]);
    expect(after['sweeps']?.at(-1)).toMatchObject({ outcome: 'done' });
  },
  checkInterrupted(_, before, after) {
    expect(livingRows(after)).toEqual(livingRows(before));
    for (const table of ['snapshots', 'analytics']) {
      expect(before[table]).toEqual(expect.arrayContaining([...(after[table] ?? [])]));
    }
  },
};

const UPLOAD = '01234567-89ab-7cde-8f01-23456789abcd';

/** A file of one session that is here and differs, and one that is not. */
const IMPORTED = JSON.stringify({
  format: 'holdfast-json',
  formatVersion: 1,
  sessions: ['s1', 'new'].map((id) => ({
    id,
    title: 'Imported',
    createdAt: LONG_AGO,
    messages: Array.from({ length: 30 }, (_, index) => ({
      id: `${id} imported ${index}`,
      role: 'user',
      content: `Imported ${index} ${'word '.repeat(100)}`,
      createdAt: LONG_AGO,
    })),
  })),
});

const importing: KeepingJob = {
  kind: 'import',
  params: { uploadId: UPLOAD, resolution: 'merge' },
  prepare: (home) => writeFileSync(join(home, 'uploads', UPLOAD), IMPORTED),
  check(home, before, after) {
    expect(after['messages']).toHaveLength((before['messages']?.length ?? 0) + 60);
    expect(idsOf(after['sessions'])).toEqual(['new', 's1', 's2', 'trash']);
    expect(readdirSync(join(home, 'uploads'))).toEqual([]);
  },
  checkInterrupted(_, before, after) {
    const added = (after['messages']?.length ?? 0) - (before['messages']?.length ?? 0);
    expect([0, 60]).toContain(added);
    expect(after['sessions']?.length).toBe((before['sessions']?.length ?? 0) + (added === 0 ? 0 : 1));
    const rest = (after['messages'] ?? []).filter((row) => !(row as { id: string }).id.includes('imported'));
    expect(rest).toEqual(before['messages']);
  },
};

const exporting: KeepingJob = {
  kind: 'export',
  params: { format: 'bundle' },
  check(home, before, after) {
    expect(after).toEqual(before);
    const files = readdirSync(join(home, 'downloads'));
    expect(files.filter((name) => !name.endsWith('.holdfast'))).toEqual([]);
    expect(files.length).toBeGreaterThan(0);
  },
  checkInterrupted: (_, before, after) => expect(after).toEqual(before),
};

/** Every job that writes. */
export const JOBS: Readonly<Record<string, KeepingJob>> = {
  'a sweep': sweep,
  'an import': importing,
  'an export': exporting,
};
