import { searchMessages } from '../../lib/store/search.ts';
import { openDatabase } from '../../native-host/database.ts';
import { type Benchmark, countFor } from './benchmark.ts';
import { filledStore, millionMessages, type Texts } from './filled-store.ts';
import { sampleText } from './samples.ts';
import { compare, interleave, timed } from './statistics.ts';

/** The target. */
const MAX_P95_MS = 50;

const MINUTE_MS = 60_000;
const NEWEST_MS = Date.UTC(2026, 0, 31);
const YEARS_MS = 5 * 365 * 24 * 60 * MINUTE_MS;

/** Some have what few have, and every tenth session was imported: it is older than those that were there before it. */
const SEARCHED: Texts = {
  name: 'searched',
  textOf(sequence) {
    const rare = sequence % 997 === 0 ? ' an ornithopter ' : '';
    const cjk = sequence % 499 === 0 ? ' 検索の言葉を探す ' : '';
    return `${sampleText(sequence)}${rare}${cjk}`;
  },
  timeOf(sequence, session) {
    const agoMs = (1_000_000 - session * 1000 - sequence) * MINUTE_MS;
    return new Date(NEWEST_MS - agoMs - (session % 10 === 9 ? YEARS_MS : 0)).toISOString();
  },
};

/** Ten each that few messages have, that many have, of two terms, of Chinese and Japanese, and that none has. */
const QUERIES = Array.from({ length: 10 }, (_, index) => [
  ['ornithopter', 'ORNITHOP', 'nithopter', '997 ', '1994'][index % 5] ?? '',
  ['store', 'power', 'given', 'written', 'when it'][index % 5] ?? '',
  ['ornithopter store', 'power 997', 'given back', 'store keeps', 'ornithopter nowhere'][index % 5] ?? '',
  ['検索の', '言葉を探す', '検索の言葉', 'を探す', '検索の store'][index % 5] ?? '',
  ['zeppelin', 'qqq', 'keepsake', 'power zeppelin', '雪だるま'][index % 5] ?? '',
]).flat();

/** In no message, and too short for the index. */
const SHORT = 'qz';

/** What it costs to find something in a large store. */
export const search: Benchmark = {
  name: 'search',
  method: `**Search**: \`searchMessages\` in a store of 1,000,000 messages, a tenth of them imported with older times, for 50 queries: ten each that
few messages have, that many have, of two terms, of Chinese and Japanese, and that none has. Floor: the same in a store of 1,000. The
second line is one page of a query of two letters, which no index has: it looks at 20,000 messages and finds none. The target of
both is a p95 of ${MAX_P95_MS} ms.`,

  async run({ kept, effort }) {
    const isSmall = effort !== 'full';
    const large = openDatabase(filledStore(kept, millionMessages(isSmall), SEARCHED).database);
    const small = openDatabase(filledStore(kept, [isSmall ? 100 : 1000], SEARCHED).database);
    const count = countFor(effort, { full: 20, quick: 5, smoke: 1 }) * QUERIES.length;
    const places = { large: 0, small: 0 };
    const next = (of: keyof typeof places) => QUERIES[places[of]++ % QUERIES.length] ?? '';
    const mixed = await interleave(
      {
        large: () => timed(() => searchMessages(large, { query: next('large'), limit: 50 })),
        small: () => timed(() => searchMessages(small, { query: next('small'), limit: 50 })),
      },
      { count, warmUpCount: QUERIES.length },
    );
    const short = await interleave(
      {
        large: () => timed(() => searchMessages(large, { query: SHORT, limit: 50 })),
        small: () => timed(() => searchMessages(small, { query: SHORT, limit: 50 })),
      },
      { count: countFor(effort, { full: 200, quick: 20, smoke: 2 }), warmUpCount: 2 },
    );
    for (const db of [large, small]) db.close();
    return {
      rows: [
        compare('search, 50 mixed queries', mixed.large, mixed.small, { maxRatio: null, maxP95: MAX_P95_MS }),
        compare('a page of a query of two letters', short.large, short.small, { maxRatio: null, maxP95: MAX_P95_MS }),
      ],
      parts: [],
    };
  },
};
