import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { v7 as newId } from 'uuid';
import * as v from 'valibot';
import { createModelLists } from '../lib/chat/model-lists.ts';
import { createProviderClient } from '../lib/chat/provider-client.ts';
import { type ReplyRun, startReplyRun } from '../lib/chat/reply-run.ts';
import type { Timers } from '../lib/clock.ts';
import { AppError, type ErrorCode } from '../lib/protocol/errors.ts';
import type { Announce } from '../lib/protocol/notifications.ts';
import { findMessage } from '../lib/store/messages.ts';
import { isStreaming } from '../lib/store/replies.ts';
import { createAbandonReplaced } from './abandon-replaced.ts';
import { claimLock } from './locks.ts';
import { openLog } from './log.ts';
import { dataPaths } from './paths.ts';
import { type ReplyJobText, replyJob } from './reply-job.ts';
import { workerLockName } from './reply-locks.ts';
import { tellRunning } from './running-programs.ts';
import { createStoreLifecycle } from './store-lifecycle.ts';

// Makes one reply. Started by the host with the data folder as its argument and the job on its input; detached, so that
// the reply is finished when the host and the browser are gone.

/** From sysexits.h: EX_USAGE, EX_DATAERR, EX_SOFTWARE, EX_TEMPFAIL. */
const EXIT_USAGE = 64;
const EXIT_BROKEN_JOB = 65;
const EXIT_UNEXPECTED = 70;
const EXIT_NO_STORE = 75;

const LONGEST_REPLY_MS = 15 * 60_000;
/** Whoever stopped a reply may continue it at once, and waits for its worker then. A look takes some 10 µs. */
const LOOK_EVERY_MS = 100;
/** Before the server is asked nothing is lost by giving up. */
const STORE_LIMIT_MS = 30_000;
/** What a store that refuses has to become usable, when the worker was told to end. */
const LAST_WRITE_MS = 10_000;
const LAST_WORDS_MS = 1000;
/** A host that is stopped takes nothing; what it missed is in the store. */
const MAX_UNTOLD_BYTES = 1024 * 1024;
/** What passes without this program's doing. */
const PASSING: readonly ErrorCode[] = ['busy', 'disk-full', 'read-only'];

const home = process.argv[2];
if (!home) {
  process.stderr.write('This program is started by the host of Holdfast, to make one reply.\n');
  process.exit(EXIT_USAGE);
}

process.umask(0o077);
const paths = dataPaths({ HOLDFAST_HOME: home }, process.platform, '');
const log = openLog(paths.logs);
const stopTelling = tellRunning('reply', fileURLToPath(import.meta.url), paths, log);
const startedMs = performance.now();
let job: ReplyJobText | undefined;
let run: ReplyRun | undefined;
let release: (() => void) | undefined;
let isEnding = false;
const timers: Timers = {
  set: (callback, ms) => setTimeout(callback, ms),
  clear: (timer) => clearTimeout(timer as NodeJS.Timeout),
};
const provider = createProviderClient({ fetch, now: Date.now, timers, random: Math.random });
const store = createStoreLifecycle({
  path: paths.database,
  locks: paths.locks,
  announce: () => {},
  timers,
  newId,
  migrateElsewhere: () => Promise.reject(new AppError('internal', 'A reply worker does not migrate the store.')),
  onReady: begin,
  onReplaced: createAbandonReplaced({ quarantine: paths.quarantine, log, now: Date.now, isEnding: () => isEnding }),
});

process.on('uncaughtException', (error) => {
  log.fatal({ err: error, replyId: job?.replyId }, 'unexpected error');
  end(EXIT_UNEXPECTED, 'unexpected error');
});
process.on('SIGTERM', () => interrupt('told to end'));
// The host is gone: the reply is not.
process.stdout.on('error', () => {});
await takeJob();

async function takeJob(): Promise<void> {
  try {
    job = v.parse(replyJob, JSON.parse(await text(process.stdin)));
    release = claimLock(paths.locks, workerLockName(job.replyId));
  } catch (error) {
    log.error({ err: error }, 'a reply worker got no job');
    return end(EXIT_BROKEN_JOB, 'no job');
  }
  if (!release) return end(0, 'another worker makes it');
  tell({ owns: true });
  log.info({ replyId: job.replyId }, 'reply worker started');
  setTimeout(() => interrupt('longest time'), LONGEST_REPLY_MS);
  setTimeout(() => run ?? end(EXIT_NO_STORE, 'the store does not open'), STORE_LIMIT_MS);
  setInterval(look, LOOK_EVERY_MS, job.replyId);
  await store.open();
}

/** Called each time that the store becomes usable; a reply under way only goes on. */
function begin(): void {
  if (!job || run) return;
  const { replyId, baseUrl, apiKey, model } = job;
  const reply = findMessage(store.db(), replyId);
  if (reply?.status !== 'streaming') return end(0, 'no longer wanted');
  const credentials = { baseUrl, apiKey };
  const models = createModelLists(provider, timers);
  run = startReplyRun({
    ...{ db: store.db, provider, announce, now: Date.now, timers, credentials, reply },
    async findModel(signal) {
      if (model !== undefined) return model;
      const found = await models.find(credentials, reply.model, signal);
      if (found !== undefined) tell({ model: found });
      return found;
    },
    endsStopped: true,
  });
  void run.done.then(() => end(0, 'over'));
}

/** Whoever stops or deletes a reply, in whichever window, does it in the store. */
function look(replyId: string): void {
  try {
    if (run && !isStreaming(store.db(), replyId)) run.cancel();
    else store.db();
  } catch (error) {
    const isPassing = error instanceof AppError && PASSING.includes(error.code);
    if (run || isPassing) return;
    log.error({ err: error, replyId }, 'a reply worker cannot use the store');
    end(EXIT_NO_STORE, 'the store cannot be used');
  }
}

function interrupt(why: string): void {
  if (!run) return end(0, why);
  log.info({ replyId: job?.replyId, why }, 'reply worker interrupts its reply');
  setTimeout(end, LAST_WRITE_MS, EXIT_NO_STORE, why);
  try {
    run.interruptNow();
  } catch {
    // Tried again until the store takes it.
    run.cancel();
  }
}

function end(exitCode: number, why: string): void {
  if (isEnding) return;
  isEnding = true;
  try {
    store.close();
    release?.();
    stopTelling();
  } catch (error) {
    log.error({ err: error }, 'could not end cleanly');
  }
  const ms = Math.round(performance.now() - startedMs);
  log.info({ replyId: job?.replyId, ms, why, exitCode }, 'reply worker ended');
  const exit = () => process.exit(exitCode);
  process.stdout.write('', exit);
  setTimeout(exit, LAST_WORDS_MS);
}

function announce(...[name, params]: Parameters<Announce>): void {
  tell({ name, params });
}

function tell(word: object): void {
  if (process.stdout.writableLength < MAX_UNTOLD_BYTES) process.stdout.write(`${JSON.stringify(word)}\n`);
}
