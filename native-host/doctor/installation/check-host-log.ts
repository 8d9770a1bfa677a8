import { posix, win32 } from 'node:path';
import * as v from 'valibot';
import { counted } from '../../../lib/store/checks/check.ts';
import { HOST_LINES } from '../../host-log.ts';
import { lastLines, oneLine } from '../../log-tail.ts';
import { type Fault, tell, well } from './fault.ts';
import type { InstallationCheck } from './installation-check.ts';

const DAYS = 7;
const DAY_MS = 24 * 3600 * 1000;

/** Pino's numbers. */
const ERROR = 50;
const FATAL = 60;

const FAULTS = {
  failed: {
    says: 'the last host failed, {when}, and none has started since: {words}',
    cure: 'First put right what is wrong above, then open the panel. All of it is in {file}',
  },
  errors: {
    says: '{errors} in the last 7 days; the newest, {when}: {words}',
    cure: 'All of it is in {file}',
    isNote: true,
  },
} as const satisfies Record<string, Fault>;

const line = v.object({
  level: v.number(),
  time: v.pipe(v.string(), v.isoTimestamp()),
  msg: v.fallback(v.string(), ''),
  words: v.optional(v.string()),
  err: v.optional(v.object({ message: v.optional(v.string()) })),
  /** Whoever makes a reply writes here, too. */
  replyId: v.optional(v.unknown()),
});
type Line = v.InferOutput<typeof line>;

/** What hosts wrote of what went wrong. */
export const hostLog: InstallationCheck = {
  name: 'host log',
  about: 'the last errors in logs/host.log',
  faults: FAULTS,
  examine({ paths, disk, machine, now }) {
    const file = (machine.platform === 'win32' ? win32 : posix).join(paths.logs, 'host.log');
    const { lines, isWhole } = lastLines(file, line, disk.tail);
    const failure = lines.reduce<Line | undefined>(
      (last, each) =>
        each.msg === HOST_LINES.started ? undefined : each.level >= FATAL && each.replyId === undefined ? each : last,
      undefined,
    );
    if (failure) return [tell(FAULTS.failed, { when: failure.time, words: wordsOf(failure), file })];
    const sinceMs = now() - DAYS * DAY_MS;
    const errors = lines.filter(({ level, time }) => level >= ERROR && Date.parse(time) >= sinceMs);
    const newest = errors.at(-1);
    const isCut = !isWhole && lines[0] !== undefined && Date.parse(lines[0].time) >= sinceMs;
    if (!newest) return [well(`no error in the last ${DAYS} days`)];
    const count = `${isCut ? 'at least ' : ''}${counted(errors.length, 'error')}`;
    return [tell(FAULTS.errors, { errors: count, when: newest.time, words: wordsOf(newest), file })];
  },
};

function wordsOf({ words, err, msg }: Line): string {
  return oneLine([msg, words ?? err?.message].filter(Boolean).join(': '));
}
