import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  changeRow,
  forgottenRow,
  isForgotten,
  livingPanels,
  panelLockName,
  panelRow,
} from '../../../lib/recovery/panel-row.ts';
import { NOON_MS, record } from './records.ts';

describe('changeRow', () => {
  it('makes a row, and keeps what is not given', () => {
    const made = changeRow(undefined, { panelId: 'p1' }, NOON_MS);
    expect(made).toEqual({
      ...{ panelId: 'p1', startedAt: NOON_MS, aliveAt: NOON_MS, settledAt: null, endedAt: null, record: null },
    });
    const told = changeRow(made, { panelId: 'p1', record: record('p1'), settledAt: NOON_MS + 5 }, NOON_MS + 5);
    expect(told).toEqual({ ...made, aliveAt: NOON_MS + 5, settledAt: NOON_MS + 5, record: record('p1') });
    expect(changeRow(told, { panelId: 'p1' }, NOON_MS + 9)).toEqual({ ...told, aliveAt: NOON_MS + 9 });
    expect(v.is(panelRow, told)).toBe(true);
  });

  it('never takes an end back: what comes after it was on its way before', () => {
    const ended = changeRow(undefined, { panelId: 'p1', endedAt: NOON_MS }, NOON_MS);
    const after = changeRow(ended, { panelId: 'p1', record: record('p1'), endedAt: NOON_MS + 1 }, NOON_MS + 1);
    expect(after).toMatchObject({ endedAt: NOON_MS, record: { panelId: 'p1' } });
  });
});

it('forgottenRow holds nothing but that it is forgotten, and counts as no failed start', () => {
  const row = forgottenRow('p1', NOON_MS);
  expect(v.is(panelRow, row)).toBe(true);
  expect([isForgotten(row), row.settledAt]).toEqual([true, NOON_MS]);
});

it('livingPanels knows panels by the names of their locks', () => {
  const names = [panelLockName('p1'), 'holdfast.profile-id', panelLockName('p2'), ''];
  expect(livingPanels(names)).toEqual(new Set(['p1', 'p2']));
});
