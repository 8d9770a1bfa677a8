import { spawn } from 'node:child_process';
import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSearchIndex } from '../../../lib/store/search-index.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { addMessage, addSession } from '../../contract/rows.ts';
import { assertSound } from '../../support/assert-sound.ts';
import { recordFigures } from '../../support/fault-figures.ts';
import { createRandom, faultSeed, rounds } from '../../support/rounds.ts';
import { temporaryStorePath } from '../../support/temporary-store.ts';
import { dataOf, exported, pathsAround, using } from '../../support/transfer.ts';

const PROGRAM = join(import.meta.dirname, '../../support/programs/transfer.ts');

function fill(sessions: number, messages: number): (db: SqlDatabase) => void {
  return (db) =>
    db.transaction(() => {
      for (let session = 0; session < sessions; session++) {
        addSession(db, `s${session}`);
        for (let index = 0; index < messages; index++) {
          addMessage(db, `s${session}`, `s${session} m${index}`, { content: `Text ${index} ${'word '.repeat(60)}` });
        }
      }
    });
}

/** Imports in a process of its own and kills it after so long, if it is still at it. Returns how long it took. */
async function runAndKill(database: string, file: string, afterMs?: number): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, [PROGRAM, 'import', database, file], { stdio: 'ignore' });
  const timer = afterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), afterMs);
  await new Promise((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  return performance.now() - start;
}

describe('an import that is killed', () => {
  it('is there wholly or not at all, and the next one does the rest', { timeout: 36_000_000 }, async () => {
    const from = pathsAround();
    using(from.database, fill(10, 400));
    const file = await exported(from);
    const empty = temporaryStorePath();
    using(empty, (db) => {
      createSearchIndex(db);
      addSession(db, 'own');
      addMessage(db, 'own', 'own m');
    });
    const before = using(empty, dataOf);
    const newTarget = () => {
      const path = temporaryStorePath();
      copyFileSync(empty, path);
      return path;
    };
    const whole = newTarget();
    const wholeMs = await runAndKill(whole, file);
    const after = using(whole, dataOf);
    expect(after['messages']).toHaveLength(4001);
    const count = rounds('killed import', { test: 3, faults: 300 });
    const seen = { before: 0, after: 0 };
    for (let round = 0; round < count; round++) {
      const target = newTarget();
      // Starting takes a while in which nothing happens.
      const afterMs = wholeMs * (0.3 + 0.7 * createRandom(faultSeed, 'killed import', round).next());
      await runAndKill(target, file, afterMs);
      const rows = using(target, (db) => {
        assertSound(db);
        return dataOf(db);
      });
      const isWhole = (rows['messages']?.length ?? 0) > 1;
      expect(rows).toEqual(isWhole ? after : before);
      seen[isWhole ? 'after' : 'before']++;
      await runAndKill(target, file);
      using(target, (db) => {
        assertSound(db);
        expect(dataOf(db)).toEqual(after);
      });
      expect(readdirSync(pathsAround(target).uploads)).toEqual([]);
    }
    recordFigures('killed import', {
      fault: 'An import is killed; then it is done again.',
      rounds: count,
      acknowledged: count,
      lost: 0,
      duplicated: 0,
      note: `${seen.before} times nothing was there, ${seen.after} times everything`,
    });
  });
});
