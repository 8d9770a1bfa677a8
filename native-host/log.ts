import { existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';

/** A file of this size is set aside when a process opens its log; the two before it are kept. */
const MAX_BYTES = 1024 * 1024;
const KEPT = 2;

const MAX_CAUSES = 5;

/** The host's log: JSON lines, no message text and no keys. Every line is in the file before the call returns. */
export function openLog(folder: string): Logger {
  const file = join(folder, 'host.log');
  rotate(file);
  return createLog(file);
}

/** The same on stderr, which the browser passes on: for a host whose data folder cannot be used. */
export function logToStderr(): Logger {
  return createLog(2);
}

function createLog(dest: string | number): Logger {
  const destination = pino.destination({ dest, sync: true, append: true, mode: 0o600, maxLength: MAX_BYTES });
  // On a full disk lines are lost; the host goes on, since it has to say that the disk is full.
  destination.on('error', () => {});
  return pino(
    { base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: describeError } },
    destination,
  );
}

function rotate(file: string): void {
  try {
    if (!existsSync(file) || statSync(file).size < MAX_BYTES) return;
    for (let age = KEPT - 1; age >= 1; age--) {
      if (existsSync(`${file}.${age}`)) renameSync(`${file}.${age}`, `${file}.${age + 1}`);
    }
    renameSync(file, `${file}.1`);
  } catch {
    // Another host was faster, or has the file open on Windows: this one goes on in what is there.
  }
}

/** Name, code and stack: enough to find the place. Of the message what stands before the first quote. */
function describeError(error: unknown, depth = 0): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, message, stack = '', cause } = error;
  const frames = stack.slice(Math.max(stack.indexOf(message), 0) + message.length).split('\n');
  return {
    name,
    message: withoutQuotes(message),
    ...('code' in error && { code: error.code }),
    stack: frames.filter((line) => line.startsWith('    at ')).slice(0, 12),
    ...(cause !== undefined && depth < MAX_CAUSES && { cause: describeError(cause, depth + 1) }),
  };
}

/** What foreign errors quote may be what a person wrote, or a key: JSON.parse, SQLite's triggers and fetch all do. */
function withoutQuotes(message: string): string {
  return message.replace(/["'`“‘].*/s, '…').slice(0, 200);
}
