import { once } from 'node:events';
import { AppError } from '../lib/protocol/errors.ts';
import { toLine } from '../lib/transfer/row-json.ts';
import type { StoreLine } from './transfer/read-store-file.ts';
import { storeRows } from './transfer/store-rows.ts';

// Started for each store file that is imported: whatever the file does to this process, the one that writes lives on.
// Arguments: the file, and where to put what is needed meanwhile. Rows go to stdout as lines of JSON.
process.umask(0o077);
const [file = '', work = ''] = process.argv.slice(2);

async function write(lines: readonly string[]): Promise<void> {
  if (!process.stdout.write(lines.map((line) => `${line}\n`).join(''))) await once(process.stdout, 'drain');
}

function say(line: StoreLine): Promise<void> {
  return write([JSON.stringify(line)]);
}

try {
  for (const { table, rows } of storeRows(file, work)) {
    await say({ table, rows: rows.length });
    await write(rows.map(toLine));
  }
  await say({ isWhole: true });
} catch (error) {
  const words = error instanceof AppError && error.code === 'invalid' ? error.message : undefined;
  await say({
    failed: words ?? "This store's file cannot be read: it is damaged, or no store. Import a backup of it instead.",
  });
}
