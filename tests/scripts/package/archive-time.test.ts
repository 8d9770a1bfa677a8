import { describe, expect, it } from 'vitest';
import { archiveTime } from '../../../scripts/package/archive-time.ts';

describe('archiveTime', () => {
  it('is always the same where nothing is said', () => {
    expect(archiveTime({})).toEqual(new Date('1985-10-26T08:15:00.000Z'));
    expect(archiveTime({ SOURCE_DATE_EPOCH: '' })).toEqual(archiveTime({}));
  });

  it('is what SOURCE_DATE_EPOCH says, in seconds', () => {
    expect(archiveTime({ SOURCE_DATE_EPOCH: '1700000000' })).toEqual(new Date('2023-11-14T22:13:20.000Z'));
  });

  it.each(['yesterday', '-1', '1e9', '1700000000.5'])('refuses %j', (text) => {
    expect(() => archiveTime({ SOURCE_DATE_EPOCH: text })).toThrow('SOURCE_DATE_EPOCH is not a number of seconds');
  });
});
