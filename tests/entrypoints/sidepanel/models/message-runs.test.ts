import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MAX_RUN_LENGTH,
  type MessageRuns,
  withEarlier,
  withLater,
} from '../../../../entrypoints/sidepanel/models/message-runs.ts';
import { messageRow } from '../../../support/fake-client.ts';

const rowsFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => messageRow({ id: `m${first + index}`, sequence: first + index }));

const sequencesOf = (page: { messages: readonly { sequence: number }[] } | undefined) =>
  page?.messages.map(({ sequence }) => sequence);

/** A session of so many rows, read as a person scrolls. */
class Reading {
  readonly count: number;
  runs: MessageRuns;
  constructor(count: number) {
    this.count = count;
    this.runs = { newest: { messages: rowsFrom(count - 49, 50), hasEarlier: count > 50 }, history: undefined };
  }
  get shown() {
    return this.runs.history ?? this.runs.newest;
  }
  up(): void {
    const first = this.shown.messages[0]?.sequence ?? 1;
    const from = Math.max(first - 100, 1);
    this.runs = withEarlier(this.runs, rowsFrom(from, first - from), from > 1);
  }
  down(): void {
    const last = this.runs.history?.messages.at(-1)?.sequence ?? this.count;
    this.runs = withLater(this.runs, rowsFrom(last + 1, Math.min(100, this.count - last)));
  }
}

describe('withEarlier and withLater', () => {
  it('let go of what is far away, and read it again on the way back, without a hole', () => {
    const reading = new Reading(5000);
    for (let pages = 0; pages < 60; pages += 1) reading.up();
    expect(sequencesOf(reading.shown)).toEqual(sequencesOf({ messages: rowsFrom(1, MAX_RUN_LENGTH) }));
    expect(reading.shown.hasEarlier).toBe(false);
    expect(sequencesOf(reading.runs.newest)).toEqual(sequencesOf({ messages: rowsFrom(4901, 100) }));
    for (let pages = 0; pages < 60; pages += 1) reading.down();
    expect(reading.runs.history).toBeUndefined();
    expect(sequencesOf(reading.shown)).toEqual(sequencesOf({ messages: rowsFrom(4001, MAX_RUN_LENGTH) }));
    expect(reading.shown.hasEarlier).toBe(true);
  });

  it('never hold more than the bound, and no hole, wherever one goes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 50, max: 4000 }), fc.array(fc.boolean(), { maxLength: 120 }), (count, ways) => {
        const reading = new Reading(count);
        for (const isUp of ways) {
          if (isUp) reading.up();
          else reading.down();
          const sequences = sequencesOf(reading.shown) ?? [];
          expect(sequences.length).toBeLessThanOrEqual(MAX_RUN_LENGTH);
          expect(sequences).toEqual(sequencesOf({ messages: rowsFrom(sequences[0] ?? 1, sequences.length) }));
          expect(reading.shown.hasEarlier).toBe(sequences[0] !== 1);
          expect(sequencesOf(reading.runs.newest)?.at(-1)).toBe(count);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('change nothing below a run that ends with the newest', () => {
    const { runs } = new Reading(100);
    expect(withLater(runs, rowsFrom(101, 2))).toEqual(runs);
  });
});
