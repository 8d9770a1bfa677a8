import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { AppError } from '../../lib/protocol/errors.ts';
import { type ImportSource, MAX_ROW_BYTES, type RawRow } from '../../lib/transfer/import-source.ts';
import { parseModest } from '../../lib/transfer/modest-json.ts';
import { splitLines } from '../../lib/transfer/split-lines.ts';
import { isTableName, type TableName } from '../../lib/transfer/tables.ts';

/** What the reading process says between rows: which table's come next and how many, how it ended. */
export type StoreLine =
  | { readonly table: TableName; readonly rows: number }
  | { readonly isWhole: true }
  | { readonly failed: string };

/** Of JavaScript's own memory; that of SQLite has its own limit. */
const MAX_HEAP_MB = 512;

/** A process that says nothing for so long is stuck in a file that was made for that. */
const MAX_SILENCE_MS = 60_000;

/** Rows cannot hold more than their file, which texts in JSON may be several times as long as. */
const MAX_GROWTH = 8;
const ALWAYS_ALLOWED_BYTES = 64 * 1024 * 1024;

const ROW_LIMITS = { depth: 2, parts: 500 };

export interface StoreFileOptions {
  /** Where the reading process puts what it needs meanwhile. */
  readonly work: string;
  /** Default: the one beside this program. */
  readonly program?: string | undefined;
  readonly maxSilenceMs?: number;
}

/** Opens a store's file, which a process of its own reads: the file may be made to hurt whoever opens it. */
export function openStoreFile(file: string, options: StoreFileOptions): ImportSource {
  let child: ChildProcess | undefined;
  return {
    format: 'store',
    isComplete: true,
    rows() {
      child = start(file, options);
      return readFrom(child, statSync(file).size, options.maxSilenceMs ?? MAX_SILENCE_MS);
    },
    close: () => void child?.kill('SIGKILL'),
  };
}

function start(file: string, { work, program = readerProgram() }: StoreFileOptions): ChildProcess {
  return spawn(process.execPath, [`--max-old-space-size=${MAX_HEAP_MB}`, program, file, work], {
    stdio: ['ignore', 'pipe', 'ignore'],
    windowsHide: true,
    // Nothing of this process's surroundings is needed there.
    env: Object.fromEntries(
      Object.entries(process.env).filter(([name]) => /^(systemroot|windir|temp|tmp)$/i.test(name)),
    ),
  });
}

/** The program as source or as built: beside the one that was started, or beside this file. */
function readerProgram(): string {
  const started = process.argv[1] ?? '';
  const folders = [dirname(started), join(import.meta.dirname, '..'), import.meta.dirname];
  const endings = [extname(started), extname(basename(import.meta.filename))];
  const candidates = folders.flatMap((folder) => endings.map((ending) => join(folder, `store-reader${ending}`)));
  const found = candidates.find((path) => existsSync(path));
  if (found === undefined)
    throw new AppError('internal', 'The program that reads store files is missing. Install the host again.');
  return found;
}

async function* readFrom(child: ChildProcess, fileBytes: number, maxSilenceMs: number) {
  // One that could not be started ends its output too.
  child.on('error', () => {});
  let isStuck = false;
  const watch = createWatch(maxSilenceMs, () => {
    isStuck = true;
    child.kill('SIGKILL');
  });
  let bytes = 0;
  let table: TableName | undefined;
  let expected = 0;
  let count = 0;
  let isWhole = false;
  try {
    for await (const lines of splitLines(limited(), MAX_ROW_BYTES)) {
      const rows: RawRow[] = [];
      for (const line of lines) {
        const value = parseModest(line, ROW_LIMITS);
        if (expected > 0 && table !== undefined) {
          expected--;
          count++;
          rows.push({ table, where: `${table} row ${count}`, row: value });
        } else takeWord(value as StoreLine | undefined);
      }
      yield { rows, share: bytes / Math.max(fileBytes, 1) };
    }
  } finally {
    watch.stop();
    child.kill('SIGKILL');
  }
  if (!isWhole) throw new AppError('invalid', isStuck ? TAKES_TOO_LONG : DIED);

  async function* limited(): AsyncGenerator<Uint8Array> {
    for await (const chunk of child.stdout as AsyncIterable<Uint8Array>) {
      // What is done with it takes its own time.
      watch.stop();
      bytes += chunk.length;
      if (bytes > ALWAYS_ALLOWED_BYTES + fileBytes * MAX_GROWTH) throw new AppError('invalid', DIED);
      yield chunk;
      watch.begin();
    }
  }

  function takeWord(word: StoreLine | undefined): void {
    if (typeof word !== 'object' || word === null) throw new AppError('invalid', DIED);
    if ('failed' in word) throw new AppError('invalid', String(word.failed));
    if ('isWhole' in word) isWhole = true;
    else {
      if (!isTableName(word.table)) throw new AppError('invalid', DIED);
      if (word.table !== table) count = 0;
      table = word.table;
      expected = word.rows;
    }
  }
}

const DIED = "This store's file could not be read to its end: it is damaged, or made to do harm. Nothing was imported.";
const TAKES_TOO_LONG = "Reading this store's file takes too long: it may be made to do harm. Nothing was imported.";

function createWatch(ms: number, onSilence: () => void) {
  let timer = setTimeout(onSilence, ms);
  return {
    begin(): void {
      timer = setTimeout(onSilence, ms);
    },
    stop: () => clearTimeout(timer),
  };
}
