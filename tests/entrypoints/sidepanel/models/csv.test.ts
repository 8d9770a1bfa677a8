import { describe, expect, it } from 'vitest';
import { csvCell } from '../../../../entrypoints/sidepanel/models/csv.ts';

describe('csvCell', () => {
  it('quotes what would end a cell, and makes formulas text', () => {
    expect(['a b', 'a,b', 'a"b', 'a\nb', 'a\rb', ''].map(csvCell)).toEqual([
      ...['a b', '"a,b"', '"a""b"', '"a\nb"', '"a\rb"', ''],
    ]);
    expect(['=1', '+1', '-1', '@a', '\t=1', '\r=1', 'a=1', "'a"].map(csvCell)).toEqual([
      ...[`"'=1"`, `"'+1"`, `"'-1"`, `"'@a"`, `"'\t=1"`, `"'\r=1"`, 'a=1', "'a"],
    ]);
    expect([-1, 0.00001, null].map(csvCell)).toEqual(['-1', '0.00001', '']);
  });
});
