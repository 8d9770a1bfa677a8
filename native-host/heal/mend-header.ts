import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';

/** SQLite's own; from its documentation of the file format. */
const MAGIC = Buffer.from('SQLite format 3\0', 'latin1');
const HEADER_BYTES = 100;
const MIN_PAGE_BYTES = 512;
const DEFAULT_PAGE_BYTES = 4096;

/**
 * Puts into the header of a database file, in its place, what SQLite must find there to read the rest: everything that it can
 * do without is set to what every store has. Pages at the end that are missing count as there, without anything in them. For
 * a copy of a damaged file only: free pages are forgotten.
 */
export function mendHeader(file: string): void {
  const descriptor = openSync(file, 'r+');
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    readSync(descriptor, header, 0, HEADER_BYTES, 0);
    const pageBytes = readPageBytes(header);
    const pages = Math.max(1, Math.ceil(fstatSync(descriptor).size / pageBytes));
    MAGIC.copy(header, 0);
    header.writeUInt16BE(pageBytes === 65_536 ? 1 : pageBytes, 16);
    // Only so does SQLite look at the log.
    header.fill(existsSync(`${file}-wal`) ? 2 : 1, 18, 20);
    // No reserved bytes, and the fractions that no file may have otherwise.
    header.set([0, 64, 32, 32], 20);
    header.writeUInt32BE(pages, 28);
    // No free pages, and the newest form of the schema.
    header.writeUInt32BE(0, 32);
    header.writeUInt32BE(0, 36);
    header.writeUInt32BE(4, 44);
    // The map of pages for the incremental vacuum is not read.
    header.writeUInt32BE(0, 52);
    header.writeUInt32BE(1, 56);
    header.writeUInt32BE(0, 64);
    header.fill(0, 72, 92);
    // The number of pages counts only when these two agree.
    header.copy(header, 92, 24, 28);
    writeSync(descriptor, header, 0, HEADER_BYTES, 0);
    ftruncateSync(descriptor, pages * pageBytes);
  } finally {
    closeSync(descriptor);
  }
}

function readPageBytes(header: Buffer): number {
  const said = header.readUInt16BE(16);
  const bytes = said === 1 ? 65_536 : said;
  return bytes >= MIN_PAGE_BYTES && (bytes & (bytes - 1)) === 0 ? bytes : DEFAULT_PAGE_BYTES;
}
