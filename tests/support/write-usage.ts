import { recordAnalytics } from '../../lib/store/analytics.ts';
import { recordBalance } from '../../lib/store/balance-history.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';

export interface UsageToWrite {
  /** Milliseconds since 1970. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly events: number;
  /** Ids; events go from one to the next as work does. */
  readonly sessions: readonly string[];
  /** With prices, US dollars per million tokens in and out. */
  readonly models: readonly (readonly [name: string, input: number, output: number])[];
  /** What the account held at the beginning, in US dollars; absent: nothing of it was seen. */
  readonly balanceUsd?: number;
}

/** Models as people use them: most of the time one of the small ones. */
export const USED_MODELS = [
  ['llama-3.3-70b', 0.7, 2.8],
  ['venice-uncensored', 0.2, 0.9],
  ['qwen3-235b', 0.9, 4.5],
  ['deepseek-r1-671b', 3.5, 14],
] as const;

/** Writes events of weeks of work, the same ones for the same wish: by day more than by night, some failed, some swept. */
export function writeUsage(db: SqlDatabase, wish: UsageToWrite): void {
  const { fromMs, toMs, events, sessions, models, balanceUsd } = wish;
  const random = randomNumbers(42);
  const moments = Array.from({ length: events }, () => workingMoment(fromMs, toMs, random)).sort((a, b) => a - b);
  let usd = balanceUsd;
  db.transaction(() => {
    for (const [index, ms] of moments.entries()) {
      const timestamp = new Date(ms).toISOString();
      const [model, input, output] = models[Math.floor(random() ** 2 * models.length)] ?? ['m', 1, 1];
      const isError = random() < 0.03;
      const promptTokens = 200 + Math.floor(9000 * random() ** 3);
      const completionTokens = isError ? 0 : 60 + Math.floor(1400 * random() ** 2);
      const cost = (promptTokens * input + completionTokens * output) / 1e6;
      recordAnalytics(db, {
        ...{ timestamp, eventType: isError ? 'error' : 'reply', model },
        sessionId: sessions[Math.floor((index / events) * sessions.length)] ?? null,
        ...{ promptTokens, completionTokens, cost },
        durationMs: Math.round(700 + completionTokens * (8 + 14 * random())),
        metadata: { status: isError ? 'error' : 'complete', costSource: 'price-list' },
      });
      if (usd === undefined || index % 9 !== 0) continue;
      usd -= 9 * cost;
      recordBalance(db, { timestamp, diem: null, usd, source: 'reply' });
    }
  });
}

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function workingMoment(fromMs: number, toMs: number, random: () => number): number {
  for (;;) {
    const ms = Math.floor(fromMs + random() * (toMs - fromMs));
    const date = new Date(ms);
    const isNight = date.getUTCHours() < 7 || date.getUTCHours() > 21;
    const isWeekend = date.getUTCDay() % 6 === 0;
    if (random() < (isNight ? 0.06 : 1) * (isWeekend ? 0.25 : 1)) return ms;
  }
}
