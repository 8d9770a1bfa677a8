import { closeSync, openSync, readSync } from 'node:fs';
import { AppError } from '../../lib/protocol/errors.ts';
import { openCodeForm } from '../../lib/transfer/opencode/form.ts';
import type { ImportSource } from './import-source.ts';
import { openBundle } from './read-bundle.ts';
import { openOpenCode } from './read-opencode.ts';
import { openSessionJson } from './read-session-json.ts';
import { openStoreFile } from './read-store-file.ts';
import { notOurs } from './sessions-scanner.ts';

/** Opens a file by what it begins with, whatever it is called. `work`: where what is needed meanwhile goes. Errors: `invalid`. */
export async function openSource(file: string, work: string): Promise<ImportSource> {
  const start = startOf(file);
  if (start.subarray(0, 2).toString('latin1') === 'PK') return openBundle(file);
  if (start.toString('latin1').startsWith('SQLite format 3\0')) return openStoreFile(file, { work });
  const text = start.toString('utf8');
  const form = openCodeForm(text);
  if (form) return openOpenCode(file, form);
  if (/^\uFEFF?\s*\{/.test(text)) return openSessionJson(file);
  throw notOurs();
}

function startOf(file: string): Buffer {
  const descriptor = openForReading(file);
  try {
    const bytes = Buffer.alloc(4096);
    return bytes.subarray(0, readSync(descriptor, bytes));
  } catch (cause) {
    throw new AppError('invalid', `${file} is no file that can be read.`, { cause });
  } finally {
    closeSync(descriptor);
  }
}

function openForReading(file: string): number {
  try {
    return openSync(file, 'r');
  } catch (cause) {
    throw new AppError('not-found', `${file} is not there, or may not be read.`, { cause });
  }
}
