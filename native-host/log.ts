import { existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';

/** A file of this size is set aside when a process opens its log; the two before it are kept. */
const MAX_BYTES = 1024 * 1024;
const KEPT = 2;

/** The host's log: JSON lines, no message text and no keys. Every line is in the file before the call returns. */
export function openLog(folder: string): Logger {
  const file = join(folder, 'host.log');
  rotate(file);
  return pino(
    { base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: describeError } },
    pino.destination({ dest: file, sync: true, append: true, mode: 0o600 }),
  );
}

function rotate(file: string): void {
  if (!existsSync(file) || statSync(file).size < MAX_BYTES) return;
  for (let age = KEPT - 1; age >= 1; age--) {
    if (existsSync(`${file}.${age}`)) renameSync(`${file}.${age}`, `${file}.${age + 1}`);
  }
  renameSync(file, `${file}.1`);
}

/** Stack and code: enough to find the place. Messages of foreign errors may quote what a person wrote, so they are cut. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, message, stack } = error;
  const frames = stack?.split('\n').filter((line) => line.startsWith('    at '));
  return {
    name,
    message: message.slice(0, 200),
    ...('code' in error && { code: error.code }),
    stack: frames?.slice(0, 12),
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  };
}
