import { join } from 'node:path';
import * as v from 'valibot';
import type { HostFailure } from '../lib/protocol/shapes.ts';
import { HOST_LINES } from './host-log.ts';
import { lastLines, oneLine, readTail } from './log-tail.ts';

/** What is read of a log: some hundred lines, in a millisecond. */
const TAIL_BYTES = 64 * 1024;

const UNKNOWN = 'for no reason that was told';

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

/**
 * How the last host failed, unless one has started since; undefined where the end of the log, in the folder `logs`, tells of none.
 * Whatever else stands in the log is passed over.
 */
export function lastFailure(logs: string, self: Self): HostFailure | undefined {
  let last: HostFailure | undefined;
  for (const { time, pid, msg, words, err } of linesIn(logs)) {
    // Process ids come again, in a container soon.
    if (pid === self.pid && Date.parse(time) >= self.startedMs) continue;
    if (msg === HOST_LINES.started) last = undefined;
    else
      last = {
        at: time,
        message: oneLine(words ?? err?.message ?? '') || UNKNOWN,
        wasRunning: msg === HOST_LINES.failed,
      };
  }
  return last;
}

function linesIn(logs: string) {
  return lastLines(join(logs, 'host.log'), line, (file) => readTail(file, TAIL_BYTES)).lines;
}
