import { join } from 'node:path';
import { migrate } from '../../lib/store/migrate.ts';
import { summarizeUsage, type UsageQuestion } from '../../lib/store/usage-summary.ts';
import { openDatabase } from '../../native-host/database.ts';
import { USED_MODELS, writeUsage } from '../support/write-usage.ts';
import { type Benchmark, countFor } from './benchmark.ts';
import { compare, interleave, timed } from './statistics.ts';

/** The target. */
const MAX_MS = 100;

const DAY_MS = 24 * 3600 * 1000;
const TO_MS = Date.UTC(2026, 0, 31, 12);

/** What the view of usage waits for. */
export const usage: Benchmark = {
  name: 'usage',
  method: `**Usage**: \`summarizeUsage\` over 100,000 events of 90 days, in 300 sessions and with four models, by day of a time zone
whose clocks change; and over the last 30 days by hour, of which there are 720. Floor: the plain sum of the same events in one statement,
which knows neither days nor how long replies took. The target is ${MAX_MS} ms for each, which is six times the floor.`,

  async run({ folder, effort }) {
    const db = openDatabase(join(folder, 'usage.db'));
    migrate(db);
    const [from, to] = [new Date(TO_MS - 90 * DAY_MS).toISOString(), new Date(TO_MS).toISOString()];
    writeUsage(db, {
      ...{ fromMs: TO_MS - 90 * DAY_MS, toMs: TO_MS, models: USED_MODELS },
      events: countFor(effort, { full: 100_000, quick: 10_000, smoke: 200 }),
      sessions: Array.from({ length: 300 }, (_, index) => `01890000-0000-7000-8000-${String(index).padStart(12, '0')}`),
    });
    const question: UsageQuestion = { from, to, bucket: 'day', timeZone: 'Europe/Berlin' };
    const byHour = { ...question, from: new Date(TO_MS - 30 * DAY_MS).toISOString(), bucket: 'hour' } as const;
    const ask = (asked: UsageQuestion) => () => timed(() => summarizeUsage(db, asked));
    const taken = await interleave(
      {
        day: ask(question),
        model: ask({ ...question, by: 'model' }),
        session: ask({ ...question, by: 'session' }),
        hour: ask({ ...byHour, by: 'model' }),
        floor: () =>
          timed(() =>
            db.get(
              `SELECT count(*), total(prompt_tokens), total(completion_tokens), total(cost) FROM analytics
               WHERE timestamp >= ? AND timestamp < ?`,
              [from, to],
            ),
          ),
      },
      { count: countFor(effort, { full: 60, quick: 10, smoke: 2 }), warmUpCount: 2 },
    );
    db.close();
    const row = (what: string, values: readonly number[]) =>
      compare(what, values, taken.floor, { maxRatio: 6, maxP95: MAX_MS });
    return {
      rows: [
        row('usage of 90 days, by day', taken.day),
        row('the same by model', taken.model),
        row('the same by session', taken.session),
        row('usage of 30 days, by hour and model', taken.hour),
      ],
      parts: [
        {
          what: 'the longest of all',
          value: Math.max(...[taken.day, taken.model, taken.session, taken.hour].flat()),
          unit: 'ms',
        },
      ],
    };
  },
};
