import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { caseVariants } from '../../../lib/store/letter-case.ts';

const UNITS = Array.from({ length: 0xffff }, (_, index) => String.fromCharCode(index + 1));

describe('caseVariants', () => {
  it.for([
    ['a', 'aA'],
    ['É', 'éÉ'],
    ['ς', 'σΣς'],
    ['ж', 'жЖ'],
    ['s', 'sSſ'],
    ['漢', '漢'],
    ['İ', 'İ'],
    ['ı', 'ı'],
    ['\ud83d', '\ud83d'],
  ] as const)('of %s are %s', ([unit, variants]) => {
    expect([...caseVariants(unit)].sort()).toEqual([...variants].sort());
  });

  it('has the same for each of them, itself among them', () => {
    for (const unit of UNITS) {
      const variants = caseVariants(unit);
      expect(variants.includes(unit)).toBe(true);
      if (variants !== unit) for (const other of variants.split('')) expect(caseVariants(other)).toBe(variants);
    }
  });

  it('takes nothing for the same that the index takes for different', () => {
    const db = new Database(':memory:');
    onTestFinished(() => void db.close());
    db.exec("CREATE VIRTUAL TABLE texts USING fts5(content, tokenize='trigram', detail='none', columnsize=0)");
    const pairs = UNITS.flatMap((unit) =>
      caseVariants(unit)
        .split('')
        .flatMap((other) => (other === unit ? [] : [[unit, other] as const])),
    );
    expect(pairs.length).toBeGreaterThan(1400);
    const insert = db.prepare('INSERT INTO texts (rowid, content) VALUES (?, ?)');
    const find = db.prepare('SELECT rowid FROM texts WHERE texts MATCH ? AND rowid BETWEEN ? AND ?');
    db.transaction(() => {
      for (const [index, [unit]] of pairs.entries()) insert.run(index, `q${unit}z`);
    })();
    const missed = pairs.filter(([, other], index) => find.get(`"q${other}z"`, index, index) === undefined);
    expect(missed).toEqual([]);
  });
});
