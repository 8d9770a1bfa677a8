import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Backup } from '../../../lib/protocol/keeping-shapes.ts';
import { SCHEMA_VERSION } from '../../../lib/store/migrate.ts';
import { isAutomatic, isSafety } from '../../../native-host/backups/backup-name.ts';
import { backupsToRemove, countedBytes } from '../../../native-host/backups/rotation.ts';

const SEED = 20_260_131;
const DAY_MS = 24 * 60 * 60 * 1000;
const NOW_MS = Date.UTC(2026, 5, 17, 12);
const ROOM = 1e15;

/** A backup of 100 bytes, found whole; by default named for its time. */
function backup(createdAt: string, changes: Partial<Backup> = {}): Backup {
  return {
    name: createdAt,
    reason: 'daily',
    createdAt,
    bytes: 100,
    schemaVersion: SCHEMA_VERSION,
    counts: { sessions: 1, messages: 1, newest: null },
    verifiedAt: createdAt,
    ...changes,
  };
}

const daysAgo = (days: number, changes?: Partial<Backup>) =>
  backup(new Date(NOW_MS - days * DAY_MS).toISOString(), changes);
const day = (backups: readonly Backup[]) => backups.map(({ createdAt }) => createdAt.slice(0, 10));

/** What stays, newest first. */
function kept(backups: readonly Backup[], storeBytes = ROOM): Backup[] {
  const removed = backupsToRemove(backups, { nowMs: NOW_MS, storeBytes });
  return backups.filter(({ name }) => !removed.includes(name));
}

describe('countedBytes', () => {
  it('is the size of the store, or of the largest copy that was made by itself in the last 30 days', () => {
    const made = daysAgo(2, { bytes: 7000, reason: 'by-hand' });
    const folder = [daysAgo(0), made, daysAgo(29, { bytes: 900 }), daysAgo(31, { bytes: 5000 })];
    const counted = (storeBytes: number) => countedBytes(folder, { nowMs: NOW_MS, storeBytes });
    expect([counted(1), counted(901), countedBytes([], { nowMs: NOW_MS, storeBytes: 7 })]).toEqual([900, 901, 7]);
  });
});

describe('backupsToRemove', () => {
  it('keeps of daily backups the last 7, the newest of 4 weeks and of 6 months', () => {
    const year = Array.from({ length: 365 }, (_, days) => daysAgo(days));
    expect(day(kept(year))).toEqual([
      '2026-06-17',
      '2026-06-16',
      '2026-06-15',
      // Sundays end ISO weeks.
      '2026-06-14',
      '2026-06-13',
      '2026-06-12',
      '2026-06-11',
      '2026-06-07',
      '2026-05-31',
      '2026-04-30',
      '2026-03-31',
      '2026-02-28',
      '2026-01-31',
    ]);
  });

  it('comes to the same when it is asked every day', () => {
    let folder: Backup[] = [];
    for (let days = 364; days >= 0; days--) {
      folder = [daysAgo(days), ...folder];
      const removed = backupsToRemove(folder, { nowMs: NOW_MS - days * DAY_MS, storeBytes: ROOM });
      folder = folder.filter(({ name }) => !removed.includes(name));
    }
    expect(folder).toEqual(kept(Array.from({ length: 365 }, (_, days) => daysAgo(days))));
  });

  it.each<[string, Backup[], number[]]>([
    ['keeps the newest of a day', [daysAgo(0), daysAgo(0.1), daysAgo(0.2), daysAgo(0.3)], [0, 1]],
    ['keeps what a person made', [0, 0.1, 0.2, 0.3].map((days) => daysAgo(days, { reason: 'manual' })), [0, 1, 2, 3]],
    ['keeps what a person put there', [0, 0.1, 0.2, 0.3].map((days) => daysAgo(days, { reason: 'x' })), [0, 1, 2, 3]],
    ['keeps safety copies for a week', [0, 6.1, 6.2, 6.3].map((d) => daysAgo(d, { reason: 'before-x' })), [0, 1, 2, 3]],
    ['and no longer', [0, 7.1, 7.2, 7.3].map((d) => daysAgo(d, { reason: 'before-x' })), [0, 1]],
    ['keeps days that are far apart', [0, 40, 80, 120].map((days) => daysAgo(days)), [0, 1, 2, 3]],
    [
      'removes nothing while no newer one is verified',
      [0, 0.1, 0.2, 0.3].map((days) => daysAgo(days, { verifiedAt: null })),
      [0, 1, 2, 3],
    ],
    [
      'keeps the newest two verified ones',
      [daysAgo(0), daysAgo(0.1), daysAgo(0.2), daysAgo(0.3), daysAgo(0.4)].map((one, index) =>
        index === 0 || index === 3 ? one : { ...one, verifiedAt: null },
      ),
      [0, 1, 3],
    ],
  ])('%s', (_, backups, stays) => {
    expect(kept(backups)).toEqual(stays.map((index) => backups[index]));
  });

  it('lets the oldest go until all take three times the store, what a person made counted and kept', () => {
    const folder = [0, 1, 2, 3, 4].map((days) => daysAgo(days));
    const made = daysAgo(5, { reason: 'manual' });
    expect(kept([...folder, made], 150)).toEqual([...folder.slice(0, 3), made]);
    expect(kept([...folder, made], 1)).toEqual([...folder.slice(0, 2), made]);
  });

  it('lets safety copies of this week go last', () => {
    const folder = [daysAgo(0), daysAgo(1), daysAgo(2), daysAgo(3, { reason: 'before-x' })];
    expect(kept(folder, 100)).toEqual([folder[0], folder[1], folder[3]]);
  });

  it('keeps what is in use', () => {
    const folder = [0, 0.1, 0.2, 0.3].map((days) => daysAgo(days));
    const inUse = [folder[3]?.name ?? ''];
    expect(backupsToRemove(folder, { nowMs: NOW_MS, storeBytes: ROOM, inUse })).toEqual([folder[2]?.name]);
  });

  it('keeps for every folder what must be kept', () => {
    const backups = fc.uniqueArray(
      fc.record({
        minutesAgo: fc.integer({ min: -1000, max: 600_000 }),
        reason: fc.constantFrom('daily', 'daily', 'daily', 'manual', 'before-restore', 'before-import', 'by-hand'),
        isVerified: fc.integer({ min: 0, max: 4 }).map((n) => n > 0),
        bytes: fc.integer({ min: 1, max: 1000 }),
      }),
      { selector: ({ minutesAgo }) => minutesAgo, maxLength: 60 },
    );
    const property = fc.property(backups, fc.integer({ min: 1, max: 20_000 }), (made, storeBytes) => {
      const folder = made
        .map(({ minutesAgo, reason, isVerified, bytes }) => {
          const createdAt = new Date(NOW_MS - minutesAgo * 60_000).toISOString();
          return backup(createdAt, { reason, bytes, verifiedAt: isVerified ? createdAt : null });
        })
        .toSorted((one, other) => (one.createdAt < other.createdAt ? 1 : -1));
      const stays = kept(folder, storeBytes);
      const goes = folder.filter((one) => !stays.includes(one));
      const verified = folder.filter(({ verifiedAt }) => verifiedAt !== null);
      for (const one of [...folder.slice(0, 2), ...verified.slice(0, 2)]) expect(stays).toContain(one);
      expect(goes.filter(({ reason }) => !isAutomatic(reason))).toEqual([]);
      for (const one of goes) {
        expect(stays.some((other) => other.verifiedAt !== null && other.createdAt > one.createdAt)).toBe(true);
      }
      const bytes = stays.reduce((total, one) => total + one.bytes, 0);
      const mayStillGo = stays.filter(
        (one) =>
          isAutomatic(one.reason) &&
          !folder.slice(0, 2).includes(one) &&
          !verified.slice(0, 2).includes(one) &&
          one.createdAt < (verified[0]?.createdAt ?? ''),
      );
      if (mayStillGo.length > 0) expect(bytes).toBeLessThanOrEqual(3 * storeBytes);
      // Only room lets a safety copy of this week go.
      if (folder.reduce((total, one) => total + one.bytes, 0) <= 3 * storeBytes) {
        const young = goes.filter(
          ({ reason, createdAt }) => isSafety(reason) && Date.parse(createdAt) > NOW_MS - 7 * DAY_MS,
        );
        expect(young).toEqual([]);
      }
      expect(kept(stays, storeBytes)).toEqual(stays);
    });
    fc.assert(property, { seed: SEED, numRuns: 1000 });
  });
});
