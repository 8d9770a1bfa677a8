import { describe, expect, it } from 'vitest';
import {
  agoWords,
  asSentence,
  backupReason,
  countOf,
  listed,
  removedWords,
  sweepReason,
  sweepResult,
  untilWords,
  withMoments,
} from '../../../entrypoints/options/keeping-words.ts';
import type { Sweep } from '../../../lib/protocol/keeping-shapes.ts';

const NOW = Date.parse('2026-11-25T12:00:00.000Z');
const MINUTE_MS = 60_000;
const before = (minutes: number) => new Date(NOW - minutes * MINUTE_MS).toISOString();
const NOTHING = { snapshotsDeleted: 0, analyticsDeleted: 0, sessionsPurged: 0 };

describe('countOf', () => {
  it.each([
    [0, '0 sessions'],
    [1, '1 session'],
    [1234, '1\u202f234 sessions'],
  ])('puts %d before its noun', (count, words) => {
    expect(countOf(count, 'session')).toBe(words);
  });
});

describe('listed', () => {
  it('has commas and one "and"', () => {
    expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'])]).toEqual([
      '',
      'a',
      'a and b',
      'a, b and c',
    ]);
  });
});

describe('agoWords', () => {
  it.each([
    [0.5, 'just now'],
    [5, '5 min ago'],
    [180, '3 h ago'],
    [2880, '2 d ago'],
    [60 * 24 * 30, /^on .*(26|Oct)/],
  ])('%d minutes', (minutes, words) => {
    expect(agoWords(before(minutes), NOW)).toMatch(words);
  });
});

describe('untilWords', () => {
  it.each([
    [1, 'now'],
    [0, 'now'],
    [-0.2, 'in 1 min'],
    [-59, 'in 59 min'],
    [-90, 'in 2 h'],
    [-60 * 47, 'in 47 h'],
    [-60 * 72, 'in 3 d'],
  ])('%d minutes ago', (minutes, words) => {
    expect(untilWords(before(minutes), NOW)).toBe(words);
  });

  it('takes a text that is no time for the present moment', () => {
    expect(untilWords('soon', NOW)).toBe('now');
  });
});

describe('removedWords', () => {
  it('names what was removed, and nothing else', () => {
    expect(removedWords(NOTHING)).toBeUndefined();
    expect(removedWords({ ...NOTHING, analyticsDeleted: 1 })).toBe('1 usage record');
    expect(removedWords({ snapshotsDeleted: 12, analyticsDeleted: 340, sessionsPurged: 2 })).toBe(
      '12 snapshots, 340 usage records and 2 sessions from the trash',
    );
  });
});

describe('sweepResult', () => {
  it('says what was removed and what the disk got back', () => {
    const sweep = { ...NOTHING, bytesFreed: 0 } as Sweep;
    expect(sweepResult(sweep)).toBe('Nothing was old enough to be removed.');
    expect(sweepResult({ ...sweep, snapshotsDeleted: 1, bytesFreed: 4096 })).toBe(
      'Removed: 1 snapshot. Freed 4 KB of disk space.',
    );
  });
});

describe('sweepReason and backupReason', () => {
  it('leave a reason of a later version as it is', () => {
    expect([sweepReason('scheduled'), sweepReason('moon phase')]).toEqual(['automatic', 'moon phase']);
    const reasons = ['daily', 'before-migration-from-4', 'moon-phase'].map((reason) => backupReason({ reason }));
    expect(reasons).toEqual(['Daily', 'Before an update', 'moon-phase']);
  });
});

describe('asSentence', () => {
  it.each([
    ['copying and checking', 'Copying and checking.'],
    ['It is whole.', 'It is whole.'],
    ['', ''],
    ['3.54.1', '3.54.1'],
    ['journal_mode wal, synchronous 2', 'journal_mode wal, synchronous 2'],
  ])('%j', (words, sentence) => {
    expect(asSentence(words)).toBe(sentence);
  });
});

describe('withMoments', () => {
  it('has no time for programs left', () => {
    const words = withMoments(
      'The clock says 2026-11-25T12:00:00.000Z, which is before 2027-01-01T00:00:00.000Z, when.',
    );
    expect(words).not.toMatch(/\dT\d/);
    expect(words).toContain('2026');
    expect(words).toContain('which is before');
  });
});
