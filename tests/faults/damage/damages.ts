import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import type { Random } from '../../support/rounds.ts';

const PAGE = 4096;
const LOG_HEADER = 32;
const FRAME = 24 + PAGE;

/** What is done to a store's files; undefined: it has no such file. */
export type Damage = (database: string, random: Random) => void;

/** Every kind, by its name. */
export const DAMAGES: Readonly<Record<string, Damage>> = {
  'bits of the header': (database, random) => flipBits(database, random, 0, 100),
  'bits of the first page': (database, random) => flipBits(database, random, 0, PAGE),
  'bits anywhere': (database, random) => flipBits(database, random, 0, sizeOf(database)),
  'bytes of a page': (database, random) =>
    change(database, (bytes) => garble(bytes, random, pageOf(bytes, random), PAGE, 16)),
  'the head of a page': (database, random) =>
    change(database, (bytes) => garble(bytes, random, pageOf(bytes, random), 12, 4)),
  'a sector of garbage': (database, random) =>
    change(database, (bytes) => garble(bytes, random, random.below(bytes.length / 512) * 512, 512, 512)),
  'a page of zeros': (database, random) =>
    change(database, (bytes) => void bytes.fill(0, ...pageRange(pageOf(bytes, random)))),
  'a page in the place of another': (database, random) =>
    change(database, (bytes) => {
      const from = pageOf(bytes, random);
      bytes.copy(bytes, pageOf(bytes, random), from, from + PAGE);
    }),
  'pages of zeros': (database, random) =>
    change(database, (bytes) => {
      const pages = bytes.length / PAGE;
      const first = random.below(pages);
      bytes.fill(0, first * PAGE, Math.min(bytes.length, (first + 1 + random.below(pages / 3)) * PAGE));
    }),
  'cut anywhere': (database, random) => truncateSync(database, random.below(sizeOf(database))),
  'cut between two pages': (database, random) => truncateSync(database, random.below(sizeOf(database) / PAGE) * PAGE),
  'nothing left': (database) => truncateSync(database, 0),
  text: (database, random) => writeFileSync(database, 'This is no database. '.repeat(1 + random.below(500))),
  'the log cut between two frames': (database, random) =>
    withLog(database, (log) => {
      const frames = Math.floor((sizeOf(log) - LOG_HEADER) / FRAME);
      truncateSync(log, LOG_HEADER + random.below(frames + 1) * FRAME + random.pick([-1, 0, 0, 1]));
    }),
  'the log cut anywhere': (database, random) =>
    withLog(database, (log) => truncateSync(log, random.below(sizeOf(log)))),
  'bits of the log': (database, random) => withLog(database, (log) => flipBits(log, random, 0, sizeOf(log))),
  'bits of the log and of the file': (database, random) => {
    withLog(database, (log) => flipBits(log, random, 0, sizeOf(log)));
    flipBits(database, random, 0, sizeOf(database));
  },
};

/** A log that is damaged looks to SQLite like one whose last commits were never written. */
export function isOfLog(kind: string): boolean {
  return kind.includes('the log');
}

function flipBits(file: string, random: Random, from: number, to: number): void {
  change(file, (bytes) => {
    for (let count = 1 + random.below(3); count > 0; count--) {
      const place = from + random.below(Math.min(to, bytes.length) - from);
      bytes[place] = (bytes[place] ?? 0) ^ (1 << random.below(8));
    }
  });
}

function garble(bytes: Buffer, random: Random, from: number, length: number, count: number): void {
  for (let n = 0; n < count; n++) {
    const place = count === length ? from + n : from + random.below(length);
    if (place < bytes.length) bytes[place] = random.below(256);
  }
}

function pageOf(bytes: Buffer, random: Random): number {
  return random.below(bytes.length / PAGE) * PAGE;
}

function pageRange(from: number): [number, number] {
  return [from, from + PAGE];
}

function change(file: string, work: (bytes: Buffer) => void): void {
  const bytes = readFileSync(file);
  work(bytes);
  writeFileSync(file, bytes);
}

function withLog(database: string, work: (log: string) => void): void {
  const log = `${database}-wal`;
  if (existsSync(log)) work(log);
}

function sizeOf(file: string): number {
  return readFileSync(file).length;
}
