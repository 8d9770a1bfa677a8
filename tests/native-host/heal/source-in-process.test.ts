import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findProblem, PLACES, readTables } from '../../../native-host/heal/damage-source.ts';
import { sourceInProcess } from '../../../native-host/heal/source-in-process.ts';
import { addMessage, addSession } from '../../contract/rows.ts';
import { openStoreAt, temporaryFolder, temporaryStorePath } from '../../support/temporary-store.ts';

const READER = join(import.meta.dirname, '../../../native-host/damage-reader.ts');

async function all<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const found: Row[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

/** A program in the place of the reader. */
function program(source: string): string {
  const file = join(temporaryFolder(), 'reader.mjs');
  writeFileSync(file, source);
  return file;
}

describe('sourceInProcess', () => {
  it('reads the same as this process does', async () => {
    const path = temporaryStorePath();
    const db = openStoreAt(path);
    addSession(db, 'talk');
    for (let n = 0; n < 600; n++)
      addMessage(db, 'talk', `message ${n}`, { content: `${n} \u2028 漢 ${'x'.repeat(500)}` });
    db.close();
    const source = sourceInProcess(READER, 1_000_000);
    expect(await source.findProblem(path)).toBeUndefined();
    const tables = ['sessions', 'messages', PLACES];
    const rows = await all(source.rows(path, tables));
    expect(rows).toEqual([...readTables(path, tables)]);
    expect(rows).toHaveLength(1 + 600 + 600);
    writeFileSync(path, 'no database '.repeat(1000));
    expect(await source.findProblem(path)).toBe(findProblem(path));
    expect(await all(source.rows(path, tables))).toEqual([]);
  });

  it.each([
    ['crashes', "process.kill(process.pid, 'SIGSEGV');"],
    ['hangs', 'setInterval(() => {}, 1000);'],
  ])('takes what a process has told that then %s, and goes on with the next table', async (_, end) => {
    const source = `
      const [, ...tables] = process.argv.slice(2);
      const say = (...values) => process.stdout.write(values.map((value) => JSON.stringify(value) + '\\n').join(''));
      if (!tables.includes('bad')) say(...tables.map((table) => ({ table, row: { id: 1 } })), { isAll: true });
      else {
        say({ table: 'good', row: { id: 1 } }, { table: 'bad', row: { id: 2 } });
        process.stdout.write('{"table":"bad","ro', () => { ${end} });
      }`;
    const broken = sourceInProcess(program(source), 0, 300);
    expect(await all(broken.rows('file', ['good', 'bad', 'later']))).toEqual([
      ['good', { id: 1 }],
      ['bad', { id: 2 }],
      ['later', { id: 1 }],
    ]);
    const silent = sourceInProcess(program(end), 0, 300);
    expect(await silent.findProblem('file')).toBe('a process that read it did not come to its end');
  });

  it('reads nothing with a program that is not there', async () => {
    const source = sourceInProcess('/nowhere/reader.mjs', 0);
    expect(await all(source.rows('file', ['table', 'other']))).toEqual([]);
  });
});
