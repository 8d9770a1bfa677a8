import { describe, expect, it } from 'vitest';
import {
  importFailure,
  importOutcome,
  rowsInWords,
  sendFailure,
  tablesIn,
} from '../../../entrypoints/options/transfer-words.ts';
import { AppError, ERROR_CODES } from '../../../lib/protocol/errors.ts';
import type { RowCounts } from '../../../lib/protocol/keeping-shapes.ts';

describe('rowsInWords', () => {
  it('names what there is, what matters most first, in the right number', () => {
    expect(rowsInWords({ drafts: 1, messages: 1234, sessions: 2, snapshots: 0 })).toBe(
      '2 sessions, 1\u202f234 messages and 1 draft',
    );
    expect(rowsInWords({ sessions: 1 })).toBe('1 session');
    expect(rowsInWords({ of_later: 3, sessions: 1 })).toBe('1 session and 3 of_later');
    expect(rowsInWords({ sessions: 0 })).toBeUndefined();
  });
});

describe('tablesIn', () => {
  it('has each table once, also one that has a name of every object', () => {
    expect(tablesIn({ messages: 1, constructor: 2 }, { sessions: 1, messages: 4 })).toEqual([
      ...['sessions', 'messages', 'constructor'],
    ]);
  });
});

describe('importOutcome', () => {
  const found = { counts: { sessions: 2, messages: 9 }, existing: { sessions: 2, messages: 6 } };
  const outcome = (added: RowCounts, replaced: RowCounts = {}, before = found) =>
    importOutcome('talk.json', before, { added, replaced, skipped: {} });

  it('does not say that everything was here where sessions that were kept did not get new messages', () => {
    const cure = 'of sessions that were kept as they are. To add them, import the file again with Merge.';
    expect(outcome({})).toBe(`Nothing was changed. Not added: 3 messages ${cure}`);
    expect(outcome({ drafts: 1, messages: 2 })).toBe(`talk.json was imported, except for 1 message ${cure}`);
  });

  it('says so where it was, and where all of it came in', () => {
    const allHere = { ...found, existing: found.counts };
    expect(outcome({}, {}, allHere)).toBe('Everything in talk.json was already here. Nothing was changed.');
    expect(outcome({ messages: 3 })).toBe('talk.json was imported.');
    expect(outcome({}, { sessions: 1, messages: 9 })).toBe('talk.json was imported.');
  });
});

describe('importFailure', () => {
  it('has words for every error, and of a bad file those of the host', () => {
    for (const code of ERROR_CODES) expect(importFailure(new AppError(code, 'Said by the host.'))).toMatch(/\S\./);
    expect(importFailure(new AppError('invalid', 'It is cut off.'))).toBe('It is cut off.');
    expect(importFailure(new AppError('too-large', 'Above 1 GB.'))).toBe('Above 1 GB.');
    const notUnderstood = new AppError('invalid', 'Invalid params', { details: { issues: [] } });
    expect(importFailure(notUnderstood)).toBe('This was not accepted. Update Holdfast, then try again.');
  });
});

describe('sendFailure', () => {
  it('says how much is there already, and that one can go on', () => {
    const lost = new AppError('disconnected', '');
    expect(sendFailure(lost, 0, 4096)).toBe('The connection to the store was lost. Continue when it is back.');
    expect(sendFailure(lost, 1024, 4096)).toBe(
      'The connection to the store was lost. 1 KB of 4 KB were sent; you can continue from there.',
    );
    expect(sendFailure(new AppError('cancelled', ''), 0, 4096)).toBe('Stopped.');
    expect(sendFailure(new AppError('disk-full', ''), 0, 4096)).toBe(
      'There is no room left. Free some space, then continue.',
    );
    expect(sendFailure(new AppError('invalid', 'It cannot be read.'), 0, 9)).toBe('It cannot be read.');
  });
});
