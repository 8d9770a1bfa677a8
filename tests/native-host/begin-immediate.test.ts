import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createBeginImmediate } from '../../native-host/begin-immediate.ts';
import { temporaryStorePath } from '../support/temporary-store.ts';

/** Two connections to one store, and a clock that only pauses move. */
function contenders() {
  const path = temporaryStorePath();
  const [database, other] = [new Database(path, { timeout: 5000 }), new Database(path)] as const;
  onTestFinished(() => {
    database.close();
    other.close();
  });
  const pausesMs: number[] = [];
  let nowMs = 0;
  let chance = 0;
  let onPause = () => {};
  const beginPatiently = createBeginImmediate(database, 5000, {
    now: () => nowMs,
    random: () => {
      chance = (chance + 0.3) % 1;
      return chance;
    },
    sleep(ms) {
      pausesMs.push(ms);
      nowMs += ms;
      onPause();
    },
  });
  const begin = (whilePausing = () => {}) => {
    onPause = whilePausing;
    beginPatiently();
  };
  return { database, other, pausesMs, begin, now: () => nowMs };
}

const busyTimeout = (database: Database.Database) => database.pragma('busy_timeout', { simple: true });

describe('createBeginImmediate', () => {
  it('begins at once when nobody writes', () => {
    const { database, pausesMs, begin } = contenders();
    begin();
    expect([database.inTransaction, pausesMs, busyTimeout(database)]).toEqual([true, [], 5000]);
  });

  it('tries again after short random pauses until the other one is done', () => {
    const { database, other, pausesMs, begin } = contenders();
    other.exec('BEGIN IMMEDIATE');
    begin(() => {
      if (pausesMs.length === 3) other.exec('COMMIT');
    });
    expect([database.inTransaction, busyTimeout(database)]).toEqual([true, 5000]);
    expect(pausesMs.map((ms) => ms.toFixed(1))).toEqual(['1.2', '2.4', '3.6']);
  });

  it('gives up after the busy timeout, which stays what it was', () => {
    const { database, other, begin, now } = contenders();
    other.exec('BEGIN IMMEDIATE');
    expect(() => begin()).toThrow(expect.objectContaining({ code: 'SQLITE_BUSY' }));
    expect([database.inTransaction, busyTimeout(database)]).toEqual([false, 5000]);
    expect(now()).toBeGreaterThanOrEqual(5000);
    expect(now()).toBeLessThan(5004);
  });

  it('does not wait for what is no lock', () => {
    const { pausesMs, begin } = contenders();
    begin();
    expect(() => begin()).toThrow('within a transaction');
    expect(pausesMs).toEqual([]);
  });
});
