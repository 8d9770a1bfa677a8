import { describe, expect, it } from 'vitest';
import { asCheck } from '../../../lib/store/examined.ts';

describe('asCheck', () => {
  it('has what to do at the end of what was found, behind one full stop', () => {
    const found = { name: 'light', ok: false, cure: 'Switch it on.' };
    const told = { name: 'light', ok: false, detail: 'it is dark. Switch it on.' };
    expect(asCheck({ ...found, detail: 'it is dark' })).toEqual(told);
    expect(asCheck({ ...found, detail: 'it is dark.' })).toEqual(told);
  });

  it('leaves what is well as it is, with what was repaired', () => {
    const well = { name: 'light', ok: true, detail: 'on', repaired: 'a new bulb' };
    expect(asCheck(well)).toEqual(well);
  });
});
