import { describe, expect, it } from 'vitest';
import { importFailure, rowsInWords, sendFailure, tablesIn } from '../../../entrypoints/options/transfer-words.ts';
import { AppError, ERROR_CODES } from '../../../lib/protocol/errors.ts';

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
