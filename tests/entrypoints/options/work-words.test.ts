import { describe, expect, it } from 'vitest';
import { workFailure } from '../../../entrypoints/options/work-words.ts';
import { ERROR_CODES } from '../../../lib/protocol/errors.ts';

describe('workFailure', () => {
  it.each(ERROR_CODES)('says what happened and what to do for %s', (code) => {
    expect(workFailure({ code, message: 'The backup x is damaged. Use another one.' })).toMatch(/^[A-Z].*\. .*\.$/);
  });

  it('does not say that what ran out of time goes on: it was told to stop', () => {
    expect(workFailure({ code: 'timeout', message: '' })).toContain('told to stop');
  });

  it('has the host’s own words where only they say which file it is', () => {
    expect(workFailure({ code: 'store-corrupt', message: 'x.db is damaged.' })).toBe('x.db is damaged.');
    const message = 'This backup was made by a newer Holdfast. Update the host; nothing was changed.';
    expect(workFailure({ code: 'store-newer-than-host', message })).toBe(message);
  });
});
