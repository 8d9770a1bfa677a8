import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readDamaged, readPlaces } from '../../../native-host/heal/read-damaged.ts';
import { addMessage, addSession } from '../../contract/rows.ts';
import { openStoreAt, temporaryStorePath } from '../../support/temporary-store.ts';

const PAGE = 4096;

/** A store of 300 messages, about seven to a page, closed. `pages`: of the leaves of messages, in order, from 0. */
function closedStore(): { path: string; pages: number[]; rootPage: number } {
  const path = temporaryStorePath();
  const db = openStoreAt(path);
  addSession(db, 'talk');
  for (let n = 1; n <= 300; n++) addMessage(db, 'talk', `message ${n}`, { content: `${n} `.padEnd(400, 'x') });
  const pages = db
    .all<{ pageno: number }>("SELECT pageno FROM dbstat WHERE name = 'messages' AND pagetype = 'leaf' ORDER BY path")
    .map(({ pageno }) => pageno - 1);
  const rootPage =
    (db.get<{ rootpage: number }>("SELECT rootpage FROM sqlite_schema WHERE name = 'messages'")?.rootpage ?? 0) - 1;
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  return { path, pages, rootPage };
}

function fillPages(path: string, pages: readonly number[], value = 0x41): void {
  const bytes = readFileSync(path);
  for (const page of pages) bytes.fill(value, page * PAGE, (page + 1) * PAGE);
  writeFileSync(path, bytes);
}

const numbersIn = (path: string) =>
  [...readDamaged(path, 'messages')].map(({ sequence }) => Number(sequence)).sort((one, other) => one - other);
const ALL = Array.from({ length: 300 }, (_, index) => index + 1);

describe('readDamaged', () => {
  it('reads every row of a store that is whole, once', () => {
    const { path } = closedStore();
    expect(numbersIn(path)).toEqual(ALL);
  });

  it('leaves out the rows of broken pages alone, wherever they are', () => {
    const { path, pages } = closedStore();
    const broken = [0, 1, 10, 20, 21, 22, 23, pages.length - 1];
    fillPages(
      path,
      broken.map((index) => pages[index] ?? 0),
    );
    const numbers = numbersIn(path);
    expect(numbers.length).toBeGreaterThan(300 - broken.length * 12);
    expect(numbers.length).toBeLessThan(300);
    expect(new Set(numbers).size).toBe(numbers.length);
    // The page behind and before each broken one is read.
    for (const number of [20, 100, 200, 250]) expect(numbers).toContain(number);
  });

  it('reads past a text whose pages are broken', () => {
    const path = temporaryStorePath();
    const db = openStoreAt(path);
    addSession(db, 'talk');
    for (let n = 1; n <= 9; n++) addMessage(db, 'talk', `message ${n}`, { content: `${n} `.repeat(10_000) });
    const pages = db.all<{ pageno: number; path: string }>(
      "SELECT pageno, path FROM dbstat WHERE name = 'messages' AND pagetype = 'overflow'",
    );
    const middle =
      pages.filter((page) => page.path.startsWith('/000+') || page.path.includes('/004/')).at(1) ?? pages[6];
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    db.close();
    fillPages(path, [(middle?.pageno ?? 0) - 1], 0xff);
    expect(numbersIn(path)).toHaveLength(8);
  });

  it('ends when nothing of a table can be read', () => {
    const { path, rootPage } = closedStore();
    fillPages(path, [rootPage]);
    expect(numbersIn(path)).toEqual([]);
    expect([...readDamaged(path, 'sessions')]).toHaveLength(1);
  });

  it.each<[string, (path: string) => void]>([
    ['whose header is gone', (path) => writeFileSync(path, readFileSync(path).fill(0xff, 0, 100))],
    ['that says another size', (path) => writeFileSync(path, readFileSync(path).fill(1, 28, 32))],
    ['whose free pages lie', (path) => writeFileSync(path, readFileSync(path).fill(7, 32, 40))],
    ['that says a later form of schema', (path) => writeFileSync(path, readFileSync(path).fill(9, 44, 48))],
  ])('reads all of a file %s', (_, damage) => {
    const { path } = closedStore();
    damage(path);
    expect(numbersIn(path)).toEqual(ALL);
  });

  it('reads what is left of a file that was cut', () => {
    const { path } = closedStore();
    const pages = Math.floor(readFileSync(path).length / PAGE);
    truncateSync(path, Math.floor(pages * 0.7) * PAGE + 100);
    const numbers = numbersIn(path);
    expect(numbers.length).toBeGreaterThan(100);
    expect(numbers.length).toBeLessThan(300);
  });

  it.each(['', 'x', 'no database '.repeat(1000)])('finds nothing in %j', (text) => {
    const path = temporaryStorePath();
    writeFileSync(path, text);
    expect([...readDamaged(path, 'messages')]).toEqual([]);
    expect([...readPlaces(path)]).toEqual([]);
  });
});

describe('readPlaces', () => {
  it('knows where messages are that cannot be read', () => {
    const { path, pages } = closedStore();
    fillPages(path, pages.slice(0, 10));
    expect([...readPlaces(path)]).toEqual(ALL.map((sequence) => ({ session_id: 'talk', sequence })));
  });
});
