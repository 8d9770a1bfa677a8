import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { HostFailure } from '../lib/protocol/shapes.ts';
import { HOST_LINES } from './host-log.ts';

/** What is read of a log: some hundred lines, in a millisecond. */
const TAIL_BYTES = 64 * 1024;

const MAX_WORDS = 200;

/** This process, which has written into the log too. */
export interface Self {
  readonly pid: number;
  readonly startedMs: number;
}

const line = v.object({
  time: v.pipe(v.string(), v.isoTimestamp()),
  pid: v.number(),
  msg: v.picklist(Object.values(HOST_LINES)),
  words: v.optional(v.string()),
  err: v.optional(v.object({ message: v.optional(v.string()) })),
});
type Line = v.InferOutput<typeof line>;

/**
 * How the last host failed, unless one has started since; undefined where the end of the log, in the folder `logs`, tells of none.
 * Whatever else stands in the log is passed over.
 */
export function lastFailure(logs: string, self: Self): HostFailure | undefined {
  let last: HostFailure | undefined;
  for (const { time, pid, msg, words, err } of readLines(logs)) {
    // Process ids come again, in a container soon.
    if (pid === self.pid && Date.parse(time) >= self.startedMs) continue;
    if (msg === HOST_LINES.started) last = undefined;
    else last = { at: time, message: plain(words ?? err?.message ?? ''), wasRunning: msg === HOST_LINES.failed };
  }
  return last;
}

function readLines(logs: string): Line[] {
  const file = join(logs, 'host.log');
  const now = readTail(file);
  // It was set aside a moment ago when it is short.
  const before = now.isWhole ? readTail(`${file}.1`).text : '';
  return `${before}\n${now.text}`.split('\n').flatMap((text) => {
    const parsed = v.safeParse(line, parseJson(text));
    return parsed.success ? [parsed.output] : [];
  });
}

function readTail(file: string): { readonly text: string; readonly isWhole: boolean } {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const { size } = fstatSync(descriptor);
    const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES));
    const readCount = readSync(descriptor, bytes, 0, bytes.length, size - bytes.length);
    return { text: bytes.toString('utf8', 0, readCount), isWhole: size <= TAIL_BYTES };
  } catch {
    return { text: '', isWhole: true };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One line that a page can show. */
function plain(words: string): string {
  const shown = words.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return shown.slice(0, MAX_WORDS) || 'for no reason that was told';
}
