import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../lib/protocol/errors.ts';
import type { RetentionPolicy, Sweep } from '../../lib/protocol/keeping-shapes.ts';
import { formatTimestamp } from '../../lib/protocol/timestamp.ts';
import { recordAnalytics } from '../../lib/store/analytics.ts';
import { setDraft } from '../../lib/store/drafts.ts';
import { addFileChange } from '../../lib/store/file-changes.ts';
import { listMessages } from '../../lib/store/messages.ts';
import { addProof } from '../../lib/store/proofs.ts';
import { DEFAULT_POLICY, nextSweepAt, previewSweep, setRetentionPolicy } from '../../lib/store/retention.ts';
import {
  createSession,
  deleteSessionForever,
  findSession,
  listSessions,
  restoreSession,
  trashSession,
} from '../../lib/store/sessions.ts';
import { createSnapshot } from '../../lib/store/snapshots.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { getStoreFact, setStoreFact } from '../../lib/store/store-info.ts';
import { type SweepOptions, sweep } from '../../lib/store/sweep.ts';
import { DELETED_FOREVER, lastDoneSweepAt, listSweeps } from '../../lib/store/sweeps.ts';
import { allRows, assertSound } from '../support/assert-sound.ts';
import { addMessage, addSession, withCode } from './rows.ts';
import type { OpenStore } from './store-contract.ts';
import { CHANGE, PROOF } from './work-contract.ts';

const DAY = 24 * 3600 * 1000;
const NOW_MS = Date.UTC(2026, 5, 30, 12);
const NOW = formatTimestamp(NOW_MS);

/** The moment so many days, and milliseconds, before now. */
const daysAgo = (days: number, ms = 0) => formatTimestamp(NOW_MS - days * DAY - ms);

function sweepAt(db: SqlDatabase, changes: Partial<SweepOptions> = {}): Promise<Sweep> {
  return sweep(db, {
    nowMs: NOW_MS,
    reason: 'test',
    confirmClock: true,
    pause: async () => {},
    onProgress: () => {},
    reclaim: async () => 4096,
    ...changes,
  });
}

function addSnapshot(db: SqlDatabase, id: string, timestamp: string, changes: object = {}): void {
  const snapshot = { type: 'auto', trigger: { type: 'test' }, starred: false, ui: {}, sessionId: null } as const;
  createSnapshot(db, { ...snapshot, id, timestamp, ...changes });
}

const addEvent = (db: SqlDatabase, timestamp: string) => recordAnalytics(db, { timestamp, eventType: 'reply' });

/** Without the event that tells of a sweep itself. */
function eventIds(db: SqlDatabase): (string | number)[] {
  return idsIn(db, "analytics WHERE event_type <> 'sweep'");
}

function idsIn(db: SqlDatabase, table: string): (string | number)[] {
  return db.all<{ id: string | number }>(`SELECT id FROM ${table} ORDER BY id`).map(({ id }) => id);
}

/** A store in which the clock was right a minute ago. */
function usedStore(openStore: OpenStore): SqlDatabase {
  const db = openStore();
  setStoreFact(db, 'lastSeenAt', daysAgo(0, 60_000));
  return db;
}

export function retentionContract(openStore: OpenStore): void {
  describe('sweep', () => {
    it('removes what is older than the days of the specification, and not what is exactly as old', async () => {
      const db = usedStore(openStore);
      addSnapshot(db, 'old', daysAgo(30, 1));
      addSnapshot(db, 'as old', daysAgo(30));
      addSnapshot(db, 'old and starred', daysAgo(365), { starred: true });
      for (const timestamp of [daysAgo(90, 1), daysAgo(90), daysAgo(1)]) addEvent(db, timestamp);
      for (const id of ['s1', 's2', 's3']) {
        addSession(db, id, { createdAt: daysAgo(400) });
        addMessage(db, id, `${id} m`);
      }
      trashSession(db, 's1', daysAgo(30, 1));
      trashSession(db, 's2', daysAgo(30));
      const row = await sweepAt(db);
      expect(row).toEqual({
        id: 1,
        startedAt: NOW,
        finishedAt: NOW,
        reason: 'test',
        snapshotsDeleted: 1,
        analyticsDeleted: 1,
        sessionsPurged: 1,
        bytesFreed: 4096,
        outcome: 'done',
        detail: null,
      });
      expect(idsIn(db, 'snapshots')).toEqual(['as old', 'old and starred']);
      expect(eventIds(db)).toEqual([2, 3]);
      expect(db.all("SELECT timestamp, event_type, metadata_json FROM analytics WHERE event_type = 'sweep'")).toEqual([
        {
          timestamp: NOW,
          event_type: 'sweep',
          metadata_json: '{"sweepId":1,"reason":"test","snapshotsDeleted":1,"analyticsDeleted":1,"sessionsPurged":1}',
        },
      ]);
      expect(idsIn(db, 'sessions')).toEqual(['s2', 's3']);
      expect(idsIn(db, 'messages')).toEqual(['s2 m', 's3 m']);
      expect(listSweeps(db, { limit: 9 })).toEqual({ sweeps: [row], nextCursor: null });
      expect(lastDoneSweepAt(db)).toBe(NOW);
      assertSound(db);
    });

    it('takes with a session its snapshots, starred ones too, and its draft; not its branches, statistics or recordings', async () => {
      const db = usedStore(openStore);
      addSession(db, 'gone', { createdAt: daysAgo(40) });
      addSession(db, 'branch', { parentSessionId: 'gone', branchPoint: 1, createdAt: daysAgo(39) });
      addMessage(db, 'gone', 'm1');
      addSnapshot(db, 'of it', daysAgo(1), { sessionId: 'gone', starred: true });
      addSnapshot(db, 'of none', daysAgo(1));
      setDraft(db, { sessionId: 'gone', content: 'Text', updatedAt: daysAgo(1) });
      recordAnalytics(db, { timestamp: daysAgo(1), eventType: 'reply', sessionId: 'gone' });
      db.run(
        "INSERT INTO recordings (id, session_id, title, created_at, duration, events_json) VALUES ('r', 'gone', 't', ?, 1, '[]')",
        [daysAgo(400)],
      );
      trashSession(db, 'gone', daysAgo(31));
      expect(await sweepAt(db)).toMatchObject({ sessionsPurged: 1, snapshotsDeleted: 1, outcome: 'done' });
      expect(idsIn(db, 'snapshots')).toEqual(['of none']);
      expect(db.all('SELECT * FROM drafts')).toEqual([]);
      expect(findSession(db, 'branch')).toMatchObject({ parentSessionId: null, branchPoint: 1 });
      expect(eventIds(db)).toEqual([1]);
      expect(idsIn(db, 'recordings')).toEqual(['r']);
    });

    it.each([
      ['snapshotDays', 'snapshots'],
      ['analyticsDays', "analytics WHERE event_type <> 'sweep'"],
      ['trashDays', 'sessions'],
    ] as const)('follows %s, also when it is off', async (rule, table) => {
      for (const [days, left] of [
        [1, 0],
        [5, 1],
        [null, 1],
      ] as const) {
        const db = usedStore(openStore);
        addSnapshot(db, 'x', daysAgo(4));
        addEvent(db, daysAgo(4));
        addSession(db, 's', { createdAt: daysAgo(4) });
        trashSession(db, 's', daysAgo(4));
        setRetentionPolicy(db, { ...DEFAULT_POLICY, [rule]: days });
        await sweepAt(db);
        expect([days, idsIn(db, table).length]).toEqual([days, left]);
      }
    });

    it('does not take a time that it cannot read for an old one', async () => {
      const db = usedStore(openStore);
      for (const [index, timestamp] of ['', '0', '1970', '2020-01-01 00:00:00', '01/02/2003'].entries()) {
        addSnapshot(db, `x${index}`, timestamp);
        addEvent(db, timestamp);
        addSession(db, `s${index}`, { createdAt: daysAgo(1) });
        db.run('UPDATE sessions SET deleted_at = ? WHERE id = ?', [timestamp, `s${index}`]);
      }
      const before = allRows(db);
      expect(await sweepAt(db)).toMatchObject({ snapshotsDeleted: 0, analyticsDeleted: 0, sessionsPurged: 0 });
      db.exec("DELETE FROM analytics WHERE event_type = 'sweep'");
      const { sweeps: _, store_info: __, ...after } = allRows(db);
      expect(before).toMatchObject(after);
    });

    it('removes at most 500 rows in a transaction, and lets others write in between', async () => {
      const db = usedStore(openStore);
      addSession(db, 's', { createdAt: daysAgo(40) });
      for (let index = 0; index < 1100; index++) addMessage(db, 's', `m${index}`, { promptTokens: 2, cost: 0.1 });
      trashSession(db, 's', daysAgo(31));
      const left: number[] = [];
      const told: number[] = [];
      await sweepAt(db, {
        async pause() {
          left.push(idsIn(db, 'messages').length);
          assertSound(db);
          addEvent(db, NOW);
        },
        onProgress: (progress) => told.push(progress),
      });
      expect(left.slice(0, 4)).toEqual([600, 100, 0, 0]);
      expect(told).toEqual(told.toSorted((a, b) => a - b));
      expect(findSession(db, 's')).toBeUndefined();
    });

    it('hides a session that it began to remove, and goes on with it when it was cut off, whatever the rules say then', async () => {
      const db = usedStore(openStore);
      addSession(db, 's', { createdAt: daysAgo(40) });
      for (let index = 0; index < 700; index++) addMessage(db, 's', `m${index}`);
      trashSession(db, 's', daysAgo(31));
      const cut = sweepAt(db, { pause: () => Promise.reject(new AppError('busy', 'Another wants it.')) });
      await expect(cut).rejects.toEqual(withCode('busy'));
      expect(idsIn(db, 'messages')).toHaveLength(200);
      expect(listSessions(db, { limit: 9, archived: false, deleted: true }).sessions).toEqual([]);
      expect(() => restoreSession(db, 's')).toThrow(withCode('not-found'));
      expect(() => listMessages(db, { sessionId: 's', limit: 9 })).toThrow(withCode('not-found'));
      expect(() => createSession(db, { id: 's', title: 't', model: 'm', createdAt: NOW })).toThrow(
        withCode('conflict'),
      );
      setRetentionPolicy(db, { snapshotDays: null, analyticsDays: null, trashDays: null });
      expect(previewSweep(db, NOW).trash).toMatchObject({ count: 1, ids: ['s'], oldest: null });
      expect(await sweepAt(db)).toMatchObject({ sessionsPurged: 1, outcome: 'done' });
      expect(idsIn(db, 'messages')).toEqual([]);
      expect(listSweeps(db, { limit: 9 }).sweeps.map(({ outcome, detail }) => [outcome, detail])).toEqual([
        ['done', null],
        ['failed', 'Another wants it.'],
      ]);
    });

    it('finishes what was deleted for ever, and nothing else', async () => {
      const db = usedStore(openStore);
      addSession(db, 'long', { createdAt: daysAgo(1) });
      for (let index = 0; index < 700; index++) addMessage(db, 'long', `m${index}`);
      addSession(db, 'old trash', { createdAt: daysAgo(40) });
      trashSession(db, 'old trash', daysAgo(31));
      addSnapshot(db, 'old', daysAgo(31));
      deleteSessionForever(db, 'long');
      expect(findSession(db, 'long')).toBeUndefined();
      expect(idsIn(db, 'messages')).toHaveLength(200);
      assertSound(db);
      // The clock is nobody's concern here.
      setStoreFact(db, 'lastSeenAt', formatTimestamp(NOW_MS + 400 * DAY));
      expect(await sweepAt(db, { reason: DELETED_FOREVER, confirmClock: false })).toMatchObject({
        ...{ sessionsPurged: 1, snapshotsDeleted: 0, outcome: 'done' },
      });
      expect(idsIn(db, 'sessions')).toEqual(['old trash']);
      expect(idsIn(db, 'snapshots')).toEqual(['old']);
      expect(nextSweepAt(db, NOW)).toBe(NOW);
      expect(lastDoneSweepAt(db)).toBeUndefined();
    });

    it('ends where it is when it is cancelled, and says so', async () => {
      const db = usedStore(openStore);
      for (let index = 0; index < 1200; index++) addEvent(db, daysAgo(100));
      let pauses = 0;
      const row = await sweepAt(db, {
        pause: async () => {
          // One for the trash and one for the snapshots, of which there are none.
          if (++pauses === 3) throw new AppError('cancelled', 'Stopped.');
        },
      });
      expect(row).toMatchObject({ outcome: 'cancelled', analyticsDeleted: 500, bytesFreed: 0 });
      expect(idsIn(db, 'analytics')).toHaveLength(700);
    });

    it('writes down a run whose process died as one that failed', async () => {
      const db = usedStore(openStore);
      void sweepAt(db, { pause: () => new Promise(() => {}) });
      expect(listSweeps(db, { limit: 1 }).sweeps).toMatchObject([{ outcome: 'running', finishedAt: null }]);
      await sweepAt(db);
      expect(listSweeps(db, { limit: 9 }).sweeps.map(({ outcome }) => outcome)).toEqual(['done', 'failed']);
    });

    it('forgets requests of more than 90 days ago', async () => {
      const db = usedStore(openStore);
      for (const [id, at] of [
        ['old', daysAgo(90, 1)],
        ['known', daysAgo(90)],
      ] as const) {
        db.run('INSERT INTO requests (id, applied_at) VALUES (?, ?)', [id, at]);
      }
      await sweepAt(db);
      expect(idsIn(db, 'requests')).toEqual(['known']);
    });
  });

  describe('the guard of the clock', () => {
    const expired = (openStoreNow: OpenStore) => {
      const db = openStoreNow();
      addSnapshot(db, 'old', daysAgo(60));
      return db;
    };

    it.each([
      ['earlier than it was', daysAgo(0, -1), []],
      ['more than 7 days later than it was, without anything done', daysAgo(7, 1), []],
      ['later, with something done that is itself too far away', daysAgo(20), [daysAgo(2)]],
      ['later, with a gap of more than 7 days somewhere', daysAgo(20), [daysAgo(14), daysAgo(6)]],
    ])('removes nothing when it is %s', async (_, lastSeenAt, uses) => {
      const db = expired(openStore);
      setStoreFact(db, 'lastSeenAt', lastSeenAt);
      for (const use of uses) addEvent(db, use);
      const row = await sweepAt(db, { confirmClock: false });
      expect(row).toMatchObject({ outcome: 'refused', snapshotsDeleted: 0, bytesFreed: 0 });
      expect(row.detail).toContain('The clock says 2026-06-30T12:00:00.000Z');
      expect(previewSweep(db, NOW).refusal).toBe(row.detail);
      expect(idsIn(db, 'snapshots')).toEqual(['old']);
      expect(idsIn(db, 'analytics')).toEqual(eventIds(db));
      expect(getStoreFact(db, 'lastSeenAt')).toBe(lastSeenAt);
      // Until a person says that it is right.
      expect(await sweepAt(db, { confirmClock: true })).toMatchObject({ outcome: 'done', snapshotsDeleted: 1 });
      expect(previewSweep(db, NOW).refusal).toBeNull();
    });

    it.each([
      ['as it was', daysAgo(0), []],
      ['7 days later', daysAgo(7), []],
      ['weeks later, with something done at least every 7 days', daysAgo(20), [daysAgo(14), daysAgo(7)]],
    ])('lets it sweep when it is %s', async (_, lastSeenAt, uses) => {
      const db = expired(openStore);
      setStoreFact(db, 'lastSeenAt', lastSeenAt);
      for (const use of uses) addEvent(db, use);
      expect(await sweepAt(db, { confirmClock: false })).toMatchObject({ outcome: 'done', snapshotsDeleted: 1 });
      expect(getStoreFact(db, 'lastSeenAt')).toBe(NOW);
    });

    it('goes by what was done last where no time was kept yet', async () => {
      const db = openStore();
      addSnapshot(db, 'old', daysAgo(60));
      expect(await sweepAt(db, { confirmClock: false })).toMatchObject({ outcome: 'refused' });
      addEvent(db, daysAgo(1));
      expect(await sweepAt(db, { confirmClock: false })).toMatchObject({ outcome: 'done' });
    });

    it('lets a store sweep in which nothing was ever done', async () => {
      expect(await sweepAt(openStore(), { confirmClock: false })).toMatchObject({ outcome: 'done' });
    });
  });

  describe('nextSweepAt', () => {
    it('is now at first, then a day after the last run, however that ended, unless it failed or lies ahead', async () => {
      const db = usedStore(openStore);
      expect(nextSweepAt(db, NOW)).toBe(NOW);
      const add = (startedAt: string, outcome: string) =>
        db.run("INSERT INTO sweeps (started_at, reason, outcome) VALUES (?, 'test', ?)", [startedAt, outcome]);
      add(daysAgo(3), 'done');
      expect(nextSweepAt(db, NOW)).toBe(daysAgo(2));
      add(daysAgo(0.5), 'failed');
      add(daysAgo(-9), 'done');
      expect(nextSweepAt(db, NOW)).toBe(daysAgo(2));
      add(daysAgo(0.5), 'refused');
      expect(nextSweepAt(db, NOW)).toBe(daysAgo(-0.5));
      expect(await sweepAt(db, { onlyIfDue: true })).toMatchObject({ outcome: 'refused', id: 4 });
      expect(await sweepAt(db, { onlyIfDue: true, nowMs: NOW_MS + DAY })).toMatchObject({ outcome: 'done', id: 5 });
    });
  });

  describe('listSweeps', () => {
    it('gives page after page, newest first', async () => {
      const db = usedStore(openStore);
      for (let run = 0; run < 5; run++) await sweepAt(db);
      const first = listSweeps(db, { limit: 3 });
      expect(first.sweeps.map(({ id }) => id)).toEqual([5, 4, 3]);
      const second = listSweeps(db, { limit: 3, cursor: first.nextCursor ?? '' });
      expect([second.sweeps.map(({ id }) => id), second.nextCursor]).toEqual([[2, 1], null]);
      expect(() => listSweeps(db, { limit: 3, cursor: '["a","b"]' })).toThrow(withCode('invalid'));
    });
  });

  describe('previewSweep', () => {
    it('tells count, size and age of what is to go', () => {
      const db = usedStore(openStore);
      addSnapshot(db, 'b', daysAgo(31), { ui: { draft: 'ä'.repeat(100) } });
      addSnapshot(db, 'a', daysAgo(40));
      addSnapshot(db, 'stays', daysAgo(3));
      addSession(db, 's', { createdAt: daysAgo(50) });
      addMessage(db, 's', 'm', { content: 'ä'.repeat(1000) });
      trashSession(db, 's', daysAgo(45));
      const { snapshots, analytics, trash, snapshotsInAll } = previewSweep(db, NOW);
      expect(snapshots).toMatchObject({ count: 2, ids: ['a', 'b'], oldest: daysAgo(40), newest: daysAgo(31) });
      expect(snapshots.bytes).toBeGreaterThan(200);
      expect(analytics).toEqual({ count: 0, bytes: 0, oldest: null, newest: null, ids: [] });
      expect(trash).toEqual({ count: 1, bytes: 2000, ids: ['s'], oldest: daysAgo(45), newest: daysAgo(45) });
      expect(snapshotsInAll.count).toBe(3);
      expect(snapshotsInAll.bytes).toBeGreaterThan(snapshots.bytes);
    });

    it('tells exactly what a sweep removes, which touches nothing else, in stores of every kind', async () => {
      await fc.assert(
        fc.asyncProperty(anyStore, anyPolicy, async (rows, policy) => {
          const db = usedStore(openStore);
          fill(db, rows);
          setRetentionPolicy(db, policy);
          const preview = previewSweep(db, NOW);
          const before = allRows(db);
          const row = await sweepAt(db);
          const after = allRows(db);
          expect(gone(before['snapshots'], after['snapshots'])).toEqual(sorted(preview.snapshots.ids));
          expect(gone(before['analytics'], after['analytics'])).toEqual(sorted(preview.analytics.ids));
          expect(gone(before['sessions'], after['sessions'])).toEqual(sorted(preview.trash.ids));
          expect(row).toMatchObject({
            snapshotsDeleted: preview.snapshots.count,
            analyticsDeleted: preview.analytics.count,
            sessionsPurged: preview.trash.count,
          });
          const purged = new Set(preview.trash.ids);
          const kept = (table: string) =>
            before[table]?.filter((one) => !purged.has((one as { session_id: string }).session_id));
          for (const table of ['messages', 'drafts', 'file_changes', 'proofs', 'originals']) {
            expect(after[table]).toEqual(kept(table));
          }
          for (const table of ['recordings', 'recording_events', 'preferences', 'balance_history']) {
            expect(after[table]).toEqual(before[table]);
          }
          expect(after['sessions']).toEqual(
            before['sessions']
              ?.filter((one) => !purged.has((one as { id: string }).id))
              .map((one) => {
                const parent = (one as { parent_session_id: string | null }).parent_session_id;
                return parent !== null && purged.has(parent) ? { ...(one as object), parent_session_id: null } : one;
              }),
          );
          expect(previewSweep(db, NOW)).toMatchObject({
            snapshots: { ids: [] },
            analytics: { ids: [] },
            trash: { ids: [] },
          });
          assertSound(db);
        }),
        { numRuns: 60, seed: 20_260_630 },
      );
    });
  });
}

function gone(before: readonly unknown[] = [], after: readonly unknown[] = []): (string | number)[] {
  const left = new Set(after.map((row) => (row as { id: string }).id));
  return sorted(before.map((row) => (row as { id: string }).id).filter((id) => !left.has(id)));
}

function sorted(ids: readonly (string | number)[]): (string | number)[] {
  return ids.toSorted((a, b) => String(a).localeCompare(String(b)));
}

/** Mostly near the days at which the rules change their mind. */
const anyAge = fc.oneof(
  fc.constantFrom(0, 1, 29, 30, 31, 89, 90, 91, 400),
  fc.double({ min: -2, max: 120, noNaN: true }),
  fc.constantFrom(30 + 1 / DAY, 30 - 1 / DAY, 90 + 1 / DAY),
);
const anySession = fc.nat(4);
const anyStore = fc.record({
  sessions: fc.array(
    fc.record({
      messages: fc.nat(5),
      trashedDaysAgo: fc.option(anyAge),
      parent: fc.option(anySession),
      draft: fc.boolean(),
      work: fc.nat(2),
    }),
    { minLength: 5, maxLength: 5 },
  ),
  snapshots: fc.array(fc.record({ age: anyAge, starred: fc.boolean(), session: fc.option(anySession) }), {
    maxLength: 12,
  }),
  events: fc.array(fc.record({ age: anyAge, session: fc.option(anySession) }), { maxLength: 12 }),
  recordings: fc.array(fc.record({ age: anyAge, session: anySession }), { maxLength: 3 }),
});
const anyDays = fc.option(fc.constantFrom(1, 30, 31, 90, 36_500), { freq: 4 });
const anyPolicy: fc.Arbitrary<RetentionPolicy> = fc.record({
  snapshotDays: anyDays,
  analyticsDays: anyDays,
  trashDays: anyDays,
});

type AnyStore = typeof anyStore extends fc.Arbitrary<infer Value> ? Value : never;

function fill(db: SqlDatabase, { sessions, snapshots, events, recordings }: AnyStore): void {
  for (const [index, { messages, parent, work }] of sessions.entries()) {
    const parentSessionId = parent !== null && parent < index ? `s${parent}` : undefined;
    addSession(db, `s${index}`, { parentSessionId, createdAt: daysAgo(200) });
    for (let place = 0; place < messages; place++) addMessage(db, `s${index}`, `s${index}m${place}`, { cost: 0.1 });
    for (let place = 0; place < work; place++) {
      const of = { sessionId: `s${index}`, messageId: null, createdAt: daysAgo(200) };
      addFileChange(db, { ...CHANGE, ...of, id: `s${index}c${place}` });
      addProof(db, { ...PROOF, ...of, id: `s${index}p${place}` });
      db.run("INSERT INTO originals VALUES (?, ?, 'opencode', '{}')", [`s${index}o${place}`, of.sessionId]);
    }
  }
  for (const [index, { age, starred, session }] of snapshots.entries()) {
    addSnapshot(db, `x${index}`, daysAgo(age), { starred, sessionId: session === null ? null : `s${session}` });
  }
  for (const { age, session } of events) {
    recordAnalytics(db, {
      timestamp: daysAgo(age),
      eventType: 'e',
      sessionId: session === null ? null : `s${session}`,
    });
  }
  for (const [index, { age, session }] of recordings.entries()) {
    db.run(
      "INSERT INTO recordings (id, session_id, title, created_at, duration, events_json) VALUES (?, ?, 't', ?, 1, '[]')",
      [`r${index}`, `s${session}`, daysAgo(age)],
    );
    db.run("INSERT INTO recording_events VALUES (?, 0, 0, 'error', '{}')", [`r${index}`]);
  }
  for (const [index, { trashedDaysAgo, draft }] of sessions.entries()) {
    if (draft) setDraft(db, { sessionId: `s${index}`, content: 'Draft', updatedAt: daysAgo(1) });
    if (trashedDaysAgo !== null) trashSession(db, `s${index}`, daysAgo(trashedDaysAgo));
  }
}
