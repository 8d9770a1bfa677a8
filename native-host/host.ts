import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { v7 as newId } from 'uuid';
import { createModelLists } from '../lib/chat/model-lists.ts';
import { createProviderClient } from '../lib/chat/provider-client.ts';
import { createReplies } from '../lib/chat/replies.ts';
import type { Timers } from '../lib/clock.ts';
import { chatHandlers } from '../lib/handlers/chat.ts';
import { createDispatch } from '../lib/handlers/dispatch.ts';
import { providerHandlers } from '../lib/handlers/provider.ts';
import { retentionHandlers } from '../lib/handlers/retention.ts';
import { storeHandlers } from '../lib/handlers/store-handlers.ts';
import { EXTENSION_KEY } from '../lib/protocol/extension-key.ts';
import type { Announce } from '../lib/protocol/notifications.ts';
import packageJson from '../package.json' with { type: 'json' };
import { createAbandonReplaced } from './abandon-replaced.ts';
import { watchForeignChanges } from './change-watch.ts';
import { helloHandlers } from './handlers/hello.ts';
import { maintenanceHandlers, runFor } from './handlers/maintenance.ts';
import { HOST_LINES, openHostLog } from './host-log.ts';
import { extensionIdOfKey } from './install/extension-id.ts';
import { lastFailure } from './last-failure.ts';
import { leavingLog } from './leave-log.ts';
import { loadSqlite } from './load-sqlite.ts';
import { runInProcess } from './maintenance-process.ts';
import { isAllowedOrigin } from './origin.ts';
import { dataPaths } from './paths.ts';
import { claimReply } from './reply-locks.ts';
import { makeRepliesInWorkers } from './reply-workers.ts';
import { tellRunning } from './running-programs.ts';
import { asSandboxed, sandboxOf } from './sandbox.ts';
import { createStdioConnection } from './stdio-connection.ts';
import { tellingDamage } from './store-damage.ts';
import { createStoreLifecycle } from './store-lifecycle.ts';
import { createUpkeep } from './upkeep.ts';
import { removeOldUploads } from './uploads.ts';

/** From sysexits.h: EX_NOPERM, EX_DATAERR, EX_SOFTWARE. */
const EXIT_FOREIGN_ORIGIN = 77;
const EXIT_BROKEN_INPUT = 65;
const EXIT_UNEXPECTED = 70;

/** Enough for several windows; a mistake that asks without end costs no more than these at a time. */
const MAX_REPLIES_AT_ONCE = 8;

/** A browser that takes no more frames is waited for this long: the host has to be gone 1.5 s after its input ended. */
const LAST_FRAMES_MS = 1000;

const origin = process.argv[2];
if (!isAllowedOrigin(origin, extensionIdOfKey(EXTENSION_KEY))) {
  process.stderr.write(
    `This program is started by the browser for the Holdfast extension, not for ${origin ?? 'nobody'}.\n`,
  );
  process.exit(EXIT_FOREIGN_ORIGIN);
}

process.umask(0o077);
const paths = dataPaths(process.env, process.platform, homedir());
loadSqlite();
const log = openHostLog(paths);
const frames = guardStdout();
const stopTelling = tellRunning('host', fileURLToPath(import.meta.url), paths, log);
let isEnding = false;
let stopWatching = () => {};
const timers: Timers = {
  set: (callback, ms) => setTimeout(callback, ms),
  clear: (timer) => clearTimeout(timer as NodeJS.Timeout),
};
const announce: Announce = (name, params) => connection.notify(name, params);

const maintain = runInProcess(siblingProgram('maintenance'));
const store = createStoreLifecycle({
  path: paths.database,
  locks: paths.locks,
  announce,
  timers,
  newId,
  migrateElsewhere: async (onProgress) => void (await maintain('migrate', {}, { onProgress })),
  healElsewhere: async (cause, onProgress) => void (await maintain('heal', { cause }, { onProgress })),
  backups: paths.backups,
  explain: (met) => asSandboxed(met, paths.home, sandboxOf(process.env, existsSync)),
  onReady() {
    lookAtReplies();
    if (!isLeftAlone) upkeep.start();
  },
  onReplaced: createAbandonReplaced({ quarantine: paths.quarantine, log, now: Date.now, isEnding: () => isEnding }),
});
const maintainBeside = leavingLog(tellingDamage(maintain, store.onDamage), store.db);
const upkeep = createUpkeep({
  db: store.db,
  run: maintainBeside,
  removeOldUploads: () => removeOldUploads(paths, Date.now()),
  announce,
  timers,
  now: Date.now,
  log,
});
/** For those who make their copies, and clean up, by programs of their own. */
const isLeftAlone = process.env['HOLDFAST_NO_UPKEEP'] === '1';
const provider = createProviderClient({ fetch, now: Date.now, timers, random: Math.random });
const models = createModelLists(provider, timers);
const replies = createReplies({
  db: store.db,
  make: makeRepliesInWorkers({
    program: siblingProgram('reply-worker'),
    home: paths.home,
    env: process.env,
    announce,
    models,
    log,
    onUnfinished: lookAtReplies,
  }),
  models,
  announce,
  now: Date.now,
  timers,
  claim: (replyId) => claimReply(paths.locks, replyId),
  maxAtOnce: MAX_REPLIES_AT_ONCE,
});
/** After the answer: a panel that reacts to the news first makes whoever waits for "saved" wait longer (4.0 against 3.3 ms). */
const announceAfterAnswer: Announce = (name, params) => void setImmediate(() => announce(name, params));
const access = { db: store.db, now: Date.now, announce: announceAfterAnswer, onBranched: store.finishIndex };
const dispatch = createDispatch({
  handlers: {
    ...helloHandlers(store, packageJson.version, () =>
      lastFailure(paths.logs, { pid: process.pid, startedMs: performance.timeOrigin }),
    ),
    ...storeHandlers({ ...access, onDeletedForever: upkeep.finishDeleting }),
    ...retentionHandlers({
      ...access,
      sweep: (request, context) => runFor(maintainBeside, 'sweep', request, context),
      takesTestClock: process.env['HOLDFAST_TEST_CLOCK'] === '1',
    }),
    ...maintenanceHandlers({ db: store.db, paths, now: Date.now, run: maintainBeside }),
    ...chatHandlers(access, replies),
    ...providerHandlers(access, replies, provider),
  },
  report(error, method) {
    const ref = newId();
    log.error({ err: error, method, ref }, 'request failed unexpectedly');
    return ref;
  },
});
const connection = createStdioConnection({
  input: process.stdin,
  write: frames.write,
  timers,
  onRequest: dispatch,
  onNotification: () => {},
  onEnd: () => end(0),
  onBroken(error) {
    log.error({ err: error }, 'input broken');
    end(EXIT_BROKEN_INPUT);
  },
});
process.on('uncaughtException', (error) => {
  log.fatal({ err: error }, HOST_LINES.failed);
  end(EXIT_UNEXPECTED);
});
log.info({ origin, version: packageJson.version }, HOST_LINES.started);
await store.open();
// Not before: what others write until the first look would go unseen, and the first request may come right now.
stopWatching = watchForeignChanges({ db: store.db, announce, timers, isWriting });
// Again and again: workers die and replies end that other hosts started.
setInterval(lookAtReplies, 2000);

/** Whether processes of this host's own write, again and again, what no panel has to read again for. */
function isWriting(): boolean {
  return replies.runningCount > 0 || store.isFinishingIndex();
}

/** Replies whose worker died keep their text; nothing waits for them any more. Then others may have their turn. */
function lookAtReplies(): void {
  if (isEnding) return;
  try {
    const interrupted = replies.interruptOrphans();
    if (interrupted.length > 0) {
      log.info({ interrupted }, 'replies without a living worker are interrupted');
      announce('changed', { tables: ['messages'], sessionIds: null });
    }
    replies.startQueued();
  } catch (error) {
    log.error({ err: error }, 'could not look for replies without a living worker');
  }
}

/** What runs is finished in its transaction: everything here is synchronous. The first reason to end is the one told. */
function end(exitCode: number): void {
  if (isEnding) return;
  isEnding = true;
  stopWatching();
  try {
    replies.stop();
    upkeep.stop();
    store.close();
    stopTelling();
  } catch (error) {
    log.error({ err: error }, 'could not end cleanly');
  }
  log.info({ exitCode }, 'host ended');
  process.stdin.destroy();
  const exit = () => process.exit(exitCode);
  // The answers of this turn are written first; then what the pipe has not taken yet, which may be megabytes, must be out.
  setImmediate(() => frames.whenWritten(exit));
  setTimeout(exit, LAST_FRAMES_MS);
}

/** Frames only: one stray byte on stdout and the browser closes the port. Everything else that is written goes to the log. */
function guardStdout() {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = (chunk: string | Uint8Array) => {
    log.warn({ bytes: chunk.length }, 'something was written to stdout that is no frame');
    return true;
  };
  process.stdout.on('error', () => end(0));
  return {
    write: (bytes: Buffer): void => void write(bytes),
    whenWritten: (callback: () => void): void => void write(new Uint8Array(), callback),
  };
}

/** The program beside this one, as source or as built. */
function siblingProgram(name: string): string {
  return fileURLToPath(import.meta.url).replace(/host(\.\w+)$/, `${name}$1`);
}
