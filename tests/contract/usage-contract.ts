import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AnalyticsEvent, recordAnalytics } from '../../lib/store/analytics.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { summarizeUsage } from '../../lib/store/usage-summary.ts';
import { addSession, at, withCode } from './rows.ts';
import type { OpenStore } from './store-contract.ts';

const NOTHING = {
  ...{ events: 0, replies: 0, errors: 0, promptTokens: 0, completionTokens: 0, cost: 0 },
  ...{ medianMs: null, p95Ms: null },
};
const TWO_HOURS = { from: at(0), to: at(120), bucket: 'hour', timeZone: 'UTC' } as const;

function add(db: SqlDatabase, minutes: number, event: Partial<AnalyticsEvent> = {}): void {
  recordAnalytics(db, { timestamp: at(minutes), eventType: 'reply', ...event });
}

/** Usage of any store. */
export function usageContract(openStore: OpenStore): void {
  describe('summarizeUsage', () => {
    it('tells of an empty store that there is nothing', () => {
      expect(summarizeUsage(openStore(), TWO_HOURS)).toEqual({
        buckets: [
          { start: at(0), end: at(60), ...NOTHING },
          { start: at(60), end: at(120), ...NOTHING },
        ],
        totals: NOTHING,
        firstAt: null,
      });
      expect(summarizeUsage(openStore(), { ...TWO_HOURS, by: 'model' }).totals).toEqual({
        ...NOTHING,
        groups: [],
        others: null,
      });
    });

    it('adds up what is between two moments, the first included, the second not', () => {
      const db = openStore();
      add(db, -1, { cost: 100 });
      add(db, 0, { promptTokens: 10, completionTokens: 1, cost: 0.5, durationMs: 1000 });
      add(db, 59, { promptTokens: 20, cost: 0.25, durationMs: 3000 });
      add(db, 60, { eventType: 'error', completionTokens: 2, durationMs: 90_000 });
      add(db, 120, { cost: 100 });
      const first = {
        ...{ events: 2, replies: 2, errors: 0, promptTokens: 30, completionTokens: 1, cost: 0.75 },
        ...{ medianMs: 1000, p95Ms: 3000 },
      };
      expect(summarizeUsage(db, TWO_HOURS)).toEqual({
        buckets: [
          { start: at(0), end: at(60), ...first },
          { start: at(60), end: at(120), ...NOTHING, events: 1, errors: 1, completionTokens: 2 },
        ],
        totals: { ...first, events: 3, errors: 1, completionTokens: 3 },
        firstAt: at(-1),
      });
    });

    it('counts unknown events as events, and what cannot be as not known', () => {
      const db = openStore();
      add(db, 1, { eventType: 'a type of a later version', promptTokens: 5, cost: 1, durationMs: 7 });
      add(db, 2, { promptTokens: -5, completionTokens: -1, durationMs: -1, cost: -0.5 });
      add(db, 3, { cost: Number.POSITIVE_INFINITY, promptTokens: Number.MAX_SAFE_INTEGER });
      db.exec(
        `INSERT INTO analytics (timestamp, event_type, prompt_tokens, cost, duration_ms) VALUES ('${at(4)}', 'reply', 'many', 'much', 'long')`,
      );
      expect(summarizeUsage(db, { ...TWO_HOURS, bucket: 'day' }).totals).toEqual({
        ...{ ...NOTHING, events: 4, replies: 3, promptTokens: Number.MAX_SAFE_INTEGER + 5, cost: 0.5 },
      });
    });

    it('tells apart models and sessions, those without one too', () => {
      const db = openStore();
      addSession(db, 's1');
      add(db, 1, { sessionId: 's1', model: 'small', cost: 1, durationMs: 5 });
      add(db, 2, { sessionId: 'purged', model: 'large', cost: 3 });
      add(db, 61, { model: 'small', cost: 1, promptTokens: 1 });
      add(db, 62, { eventType: 'sweep' });
      const one = { ...NOTHING, events: 1, replies: 1 };
      const byModel = summarizeUsage(db, { ...TWO_HOURS, by: 'model' });
      expect(byModel.totals).toEqual({
        ...{ ...NOTHING, events: 4, replies: 3, promptTokens: 1, cost: 5, medianMs: 5, p95Ms: 5 },
        groups: [
          { key: 'large', ...one, cost: 3 },
          { key: 'small', ...one, events: 2, replies: 2, promptTokens: 1, cost: 2, medianMs: 5, p95Ms: 5 },
          { key: null, ...NOTHING, events: 1 },
        ],
        others: null,
      });
      expect(byModel.buckets.map(({ groups }) => groups)).toEqual([
        [
          { key: 'large', ...one, cost: 3 },
          { key: 'small', ...one, cost: 1, medianMs: 5, p95Ms: 5 },
        ],
        [
          { key: 'small', ...one, promptTokens: 1, cost: 1 },
          { key: null, ...NOTHING, events: 1 },
        ],
      ]);
      expect(summarizeUsage(db, { ...TWO_HOURS, by: 'session' }).totals.groups).toEqual([
        { key: 'purged', title: null, ...one, cost: 3 },
        { key: null, title: null, ...NOTHING, events: 2, replies: 1, promptTokens: 1, cost: 1 },
        { key: 's1', title: 'Title of s1', ...one, cost: 1, medianMs: 5, p95Ms: 5 },
      ]);
    });

    it('folds what comes after the 12 groups that cost most', () => {
      const db = openStore();
      for (let index = 0; index < 15; index++) {
        add(db, index, { model: `m${index}`, cost: index, promptTokens: 1, durationMs: index });
      }
      const { buckets, totals } = summarizeUsage(db, { ...TWO_HOURS, by: 'model' });
      expect(totals.groups?.map(({ key }) => key)).toEqual(Array.from({ length: 12 }, (_, index) => `m${14 - index}`));
      expect(totals.others).toEqual({
        ...{ ...NOTHING, count: 3, events: 3, replies: 3, promptTokens: 3, cost: 3, medianMs: 1, p95Ms: 2 },
      });
      expect(buckets[0]?.groups).toHaveLength(12);
      expect(totals.events).toBe(15);
    });

    it('refuses what no chart could show', () => {
      const db = openStore();
      expect(() => summarizeUsage(db, { ...TWO_HOURS, timeZone: 'nowhere' })).toThrow(withCode('invalid'));
      expect(() => summarizeUsage(db, { ...TWO_HOURS, to: at(1001 * 60) })).toThrow(withCode('invalid'));
    });

    it('comes to what a plain sum over all rows comes to', () => {
      const amount = (max: number) => fc.option(fc.integer({ min: -3, max }));
      const event = fc.record({
        minute: fc.integer({ min: -2000, max: 6000 }),
        eventType: fc.constantFrom('reply', 'reply', 'error', 'sweep', 'other'),
        sessionId: fc.option(fc.constantFrom('a', 'b')),
        model: fc.option(fc.integer({ min: 0, max: 20 }).map(String)),
        promptTokens: amount(9),
        completionTokens: amount(9),
        // Quarters: their sums are exact in whatever order.
        cost: fc.option(fc.integer({ min: -1, max: 20 }).map((quarters) => quarters / 4)),
        durationMs: amount(1000),
      });
      fc.assert(
        fc.property(
          fc.array(event, { maxLength: 60 }),
          fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kathmandu'),
          fc.constantFrom('hour', 'day', 'month'),
          fc.constantFrom(undefined, 'model', 'session'),
          (events, timeZone, bucket, by) => {
            const db = openStore();
            const rows = events.map(({ minute, ...rest }) => ({ ...rest, timestamp: at(minute) }));
            db.transaction(() => {
              for (const row of rows) recordAnalytics(db, row);
            });
            const { buckets, totals } = summarizeUsage(db, {
              ...{ from: at(0), to: at(4321), bucket, timeZone },
              ...(by && { by }),
            });
            const within = (start: string, end: string) =>
              rows.filter(({ timestamp }) => timestamp >= start && timestamp < end);
            for (const { start, end, groups: _, ...figures } of buckets) {
              expect(figures).toEqual(plainSum(within(start, end)));
            }
            const all = within(at(0), at(4321));
            const { groups, others, ...figures } = totals;
            expect(figures).toEqual(plainSum(all));
            if (!by) return;
            const keyOf = (row: AnalyticsEvent) => (by === 'model' ? row.model : row.sessionId) ?? null;
            const named = (groups ?? []).map(({ key }) => key);
            for (const { key, title: _, ...its } of groups ?? []) {
              expect(its).toEqual(plainSum(all.filter((row) => keyOf(row) === key)));
            }
            const rest = all.filter((row) => !named.includes(keyOf(row)));
            const count = new Set(rest.map(keyOf)).size;
            expect(others).toEqual(rest.length === 0 ? null : { count, ...plainSum(rest) });
          },
        ),
        { seed: 11, numRuns: 25 },
      );
    });
  });
}

function plainSum(rows: readonly AnalyticsEvent[]) {
  const known = (value: number | null | undefined) => (typeof value === 'number' && value >= 0 ? [value] : []);
  const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
  const replies = rows.filter(({ eventType }) => eventType === 'reply');
  const durations = replies.flatMap(({ durationMs }) => known(durationMs)).sort((a, b) => a - b);
  const upTo = (part: number) =>
    durations.find((ms) => durations.filter((other) => other <= ms).length >= part * durations.length) ?? null;
  return {
    events: rows.length,
    replies: replies.length,
    errors: rows.filter(({ eventType }) => eventType === 'error').length,
    promptTokens: sum(rows.flatMap(({ promptTokens }) => known(promptTokens))),
    completionTokens: sum(rows.flatMap(({ completionTokens }) => known(completionTokens))),
    cost: sum(rows.flatMap(({ cost }) => (typeof cost === 'number' ? [cost] : []))),
    medianMs: upTo(0.5),
    p95Ms: upTo(0.95),
  };
}
