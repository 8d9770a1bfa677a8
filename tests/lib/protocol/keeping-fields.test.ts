import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { base64 } from '../../../lib/protocol/keeping-fields.ts';

describe('base64', () => {
  it('takes the bytes of a whole part of a file', () => {
    const text = Buffer.alloc(16 * 1024 * 1024, 250).toString('base64');
    expect(v.parse(base64, text)).toBe(text);
  });

  it.each(['AA==', 'AAA=', 'AAAA', '+/+/'])('takes %j', (text) => expect(v.is(base64, text)).toBe(true));

  it.each(['', 'AAA', 'AA=', '====', 'A===', 'AA==AAAA', 'AAA_', 'AAA ', 'AAA\n', 'AAAé'])('refuses %j', (text) =>
    expect(v.is(base64, text)).toBe(false),
  );
});
