import { homedir } from 'node:os';
import { basename } from 'node:path';
import { HOST_LINES, openHostLog } from './host-log.ts';
import { dataPaths } from './paths.ts';

const MAX_WORDS = 200;

/** Writes into the log why the host could not start; the next host that can tells it. And to whoever started it by hand. */
export function noteFailedStart(error: unknown): void {
  process.umask(0o077);
  const words = failureWords(error);
  process.stderr.write(`The host could not start: ${words}\n`);
  try {
    const log = openHostLog(dataPaths(process.env, process.platform, homedir()));
    log.fatal({ err: error, words }, HOST_LINES.couldNotStart);
  } catch {
    // Without a data folder there is no log either.
  }
}

/**
 * Why a program could not be loaded, as the end of a sentence. Quotes stay, unlike in other lines of the log: before the host runs it
 * knows no messages and no keys.
 */
export function failureWords(error: unknown): string {
  if (!(error instanceof Error)) return 'for no reason that was told';
  const code = 'code' in error ? error.code : undefined;
  const message = (error.message.split('\n')[0] ?? '').slice(0, MAX_WORDS);
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
    const missing = /^Cannot find (?:package|module) '([^']+)'/.exec(message)?.[1];
    return missing === undefined ? 'a part of it is missing' : `a part of it is missing (${basename(missing)})`;
  }
  if (code === 'ERR_DLOPEN_FAILED') return `SQLite could not be loaded (${message.replace(/^\S+: /, '')})`;
  return message || error.name;
}
