import { describe, expect, it } from 'vitest';
import { errorWords } from '../../../entrypoints/sidepanel/error-words.ts';
import { ERROR_CODES } from '../../../lib/protocol/errors.ts';
import { refuseNewer, SCHEMA_VERSION } from '../../../lib/store/migrate.ts';

describe('errorWords', () => {
  it.each(ERROR_CODES)('has words and something to do for %s', (code) => {
    const { what, todo, waiting, refused } = errorWords(code);
    for (const words of [what, refused.what]) expect(words).toMatch(/^[A-Z].*[^.]$/);
    for (const words of [todo, waiting, refused.todo]) expect(words).toMatch(/^[A-Z].*\.$/);
  });

  it('says of a store that is newer what the host says of it', () => {
    const { what, todo } = errorWords('store-newer-than-host');
    const said = expect.stringMatching(new RegExp(`^${what}.*Update the host`));
    expect(() => refuseNewer(SCHEMA_VERSION + 1)).toThrow(expect.objectContaining({ message: said }));
    expect(todo).toMatch(/^Update the host/);
  });

  it.each(['a-later-code', '__proto__', 'constructor'])('reads %j as a mistake of ours', (code) => {
    expect(errorWords(code)).toEqual(errorWords('internal'));
  });
});
