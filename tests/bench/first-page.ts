import { listMessages } from '../../lib/store/messages.ts';
import { openDatabase } from '../../native-host/database.ts';
import { type Benchmark, countFor } from './benchmark.ts';
import { filledStore, millionMessages } from './filled-store.ts';
import { compare, interleave, timed } from './statistics.ts';

const PAGE = { sessionId: 'session-0', limit: 50 };

/** What opening a long session costs in a large store. */
export const firstPage: Benchmark = {
  name: 'first-page',
  method: `**First 50 messages**: \`listMessages\` for the newest 50 of a session of 100,000 in a store of 1,000,000 messages. Floor: the
same in a store of 1,000. The second line opens the file anew each time, as a host that has just been started does.`,

  async run({ kept, effort }) {
    const isSmall = effort !== 'full';
    const large = filledStore(kept, millionMessages(isSmall)).database;
    const small = filledStore(kept, [isSmall ? 100 : 1000]).database;
    const count = countFor(effort, { full: 3000, quick: 100, smoke: 5 });
    const open = { large: openDatabase(large), small: openDatabase(small) };
    const warm = await interleave(
      {
        large: () => timed(() => listMessages(open.large, PAGE)),
        small: () => timed(() => listMessages(open.small, PAGE)),
      },
      { count, warmUpCount: count },
    );
    const fresh = await interleave(
      { large: () => timed(() => openAndList(large)), small: () => timed(() => openAndList(small)) },
      { count: Math.ceil(count / 10), warmUpCount: 2 },
    );
    for (const db of Object.values(open)) db.close();
    return {
      rows: [
        compare('first 50 messages', warm.large, warm.small, { maxRatio: 2 }),
        compare('the same from opening the file', fresh.large, fresh.small, { maxRatio: null }),
      ],
      parts: [],
    };
  },
};

function openAndList(path: string): void {
  const db = openDatabase(path);
  listMessages(db, PAGE);
  db.close();
}
