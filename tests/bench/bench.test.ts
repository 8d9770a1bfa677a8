import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { builtProgram } from '../support/built-program.ts';
import { append } from './append.ts';
import type { Row, Surroundings } from './benchmark.ts';
import { firstPage } from './first-page.ts';
import { hello } from './hello.ts';
import { hostileTexts } from './hostile-texts.ts';
import { memory } from './memory.ts';
import { playerSeek } from './player-seek.ts';
import { isMet, reportText } from './report.ts';
import { search } from './search.ts';
import { compare, interleave, median, percentile } from './statistics.ts';
import { streaming } from './streaming.ts';
import { timeline } from './timeline.ts';
import { upkeep } from './upkeep.ts';
import { usage } from './usage.ts';

describe('benchmarks', () => {
  // Whether they run, not how fast: no test asserts on time. The one in the browser runs with `npm run bench -- --quick`.
  it.for([append, hello, firstPage, streaming, memory, upkeep, search, timeline, usage, playerSeek, hostileTexts])(
    '$name gives its figures',
    async (benchmark) => {
      const { rows, parts } = await benchmark.run(surroundings());
      const isLinuxOnly = benchmark === streaming || benchmark === memory;
      if (isLinuxOnly && process.platform !== 'linux') return;
      expect(rows.length).toBeGreaterThan(0);
      for (const { median: value } of rows) expect(value).toBeGreaterThan(0);
      for (const { value } of parts) expect(value).not.toBeNaN();
    },
  );
});

describe('interleave', () => {
  it('takes samples in turns, each round in another order, and forgets those that warm up', async () => {
    const order: string[] = [];
    const sample = (name: string) => () => order.push(name);
    const taken = await interleave({ a: sample('a'), b: sample('b') }, { count: 2, warmUpCount: 1 });
    expect(order).toEqual(['a', 'b', 'b', 'a', 'a', 'b']);
    expect(taken).toEqual({ a: [4, 5], b: [3, 6] });
  });
});

describe('percentile', () => {
  it('lies between the two nearest values', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(percentile([10, 20, 30], 95)).toBeCloseTo(29);
    expect(percentile([7], 95)).toBe(7);
  });
});

describe('compare', () => {
  it('relates the median to that of the floor', () => {
    expect(compare('x', [2, 4, 6], [1, 2, 3], { maxRatio: 1.5 })).toEqual({
      what: 'x',
      unit: 'ms',
      median: 4,
      p95: 5.8,
      floor: 2,
      ratio: 2,
      maxRatio: 1.5,
    });
  });
});

describe('isMet', () => {
  it('says so only where there is a target', () => {
    expect(isMet({ ratio: 1.3, maxRatio: 1.3, p95: null })).toBe('yes');
    expect(isMet({ ratio: 1.31, maxRatio: 1.3, p95: null })).toBe('**no**');
    expect(isMet({ ratio: null, maxRatio: null, p95: 9 })).toBe('');
    expect(isMet({ ratio: 3, maxRatio: null, p95: 9, maxP95: 9 })).toBe('yes');
    expect(isMet({ ratio: 1.3, maxRatio: 1.3, p95: 9.1, maxP95: 9 })).toBe('**no**');
  });
});

describe('reportText', () => {
  it('has one table, and under each method what takes how long', () => {
    const row: Row = { what: 'it', unit: 'ms', median: 0.1234, p95: null, floor: 12.34, ratio: 1.5, maxRatio: 2 };
    const benchmark = {
      name: 'it',
      method: 'How.',
      reason: 'because.',
      run: () => Promise.reject(new Error('not run')),
    };
    const parts = [
      { what: 'half', value: 123.4, unit: 'µs' },
      { what: 'the longest', value: 51, unit: 'ms', most: 50 },
    ] as const;
    const figures = { rows: [{ ...row, maxP95: 5 }], parts };
    const text = reportText({ machine: ['2 cores'], results: [{ benchmark, figures }] });
    expect(text).toContain('\n- 2 cores\n');
    expect(text).toContain('\n| it | 0.123 ms |  | 12.3 ms | 1.50 | ≤ 2, p95 ≤ 5 ms | yes |\n');
    expect(text).toContain('\nHow.\n\n- half: 123 µs\n- the longest: 51.0 ms (at most 50 ms: **not met**)\n');
    expect(text).not.toContain('because.');
    const missed = { ...figures, rows: [{ ...row, ratio: 2.1 }] };
    expect(reportText({ machine: [], results: [{ benchmark, figures: missed }] })).toContain(
      '(at most 50 ms: **not met**)\n\nWhy the target is missed: because.\n',
    );
  });
});

function surroundings(): Surroundings {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const [kept, own] = [join(folder, 'kept'), join(folder, 'own')];
  mkdirSync(kept);
  mkdirSync(own);
  return {
    hostProgram: builtProgram('main'),
    extension: '',
    browser: () => Promise.reject(new Error('This one needs no browser')),
    kept,
    folder: own,
    effort: 'smoke',
  };
}
