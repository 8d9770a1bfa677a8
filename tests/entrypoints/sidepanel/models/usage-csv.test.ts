import { describe, expect, it } from 'vitest';
import { usageCsv } from '../../../../entrypoints/sidepanel/models/usage-csv.ts';
import type { UsageFigures } from '../../../../lib/protocol/usage-shapes.ts';

const figures = (changes: Partial<UsageFigures>): UsageFigures => ({
  ...{ events: 0, replies: 0, errors: 0, promptTokens: 0, completionTokens: 0, cost: 0, medianMs: null, p95Ms: null },
  ...changes,
});

describe('usageCsv', () => {
  it('has a line for all of each bucket with events, and one for each group in it', () => {
    const one = figures({ events: 2, replies: 1, errors: 1, promptTokens: 9, cost: -0.5, medianMs: 4, p95Ms: 5 });
    const buckets = [
      { start: 'a', end: 'b', ...figures({}), groups: [] },
      {
        start: 'b',
        end: 'c',
        ...one,
        groups: [
          { key: 's1', ...one },
          { key: null, ...figures({ events: 1 }) },
        ],
      },
    ];
    const groups = [
      { key: 's1', title: '=HYPERLINK("http://x")', ...one },
      { key: null, title: null, ...figures({ events: 1 }) },
    ];
    expect(usageCsv({ buckets, totals: { ...one, groups, others: null }, firstAt: null }, 'session')).toBe(
      [
        'start,end,scope,id,name,events,replies,errors,prompt_tokens,completion_tokens,cost_usd,median_ms,p95_ms',
        'b,c,all,,,2,1,1,9,0,-0.5,4,5',
        `b,c,session,s1,"'=HYPERLINK(""http://x"")",2,1,1,9,0,-0.5,4,5`,
        'b,c,session,,,1,0,0,0,0,0,,',
        '',
      ].join('\r\n'),
    );
  });
});
