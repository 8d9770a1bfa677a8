import { type ChildProcess, spawn } from 'node:child_process';
import type { Logger } from 'pino';
import type { MadeReply, MakeReply, ReplyJob } from '../lib/chat/make-reply.ts';
import type { ModelLists } from '../lib/chat/model-lists.ts';
import type { Announce } from '../lib/protocol/notifications.ts';
import { readLines } from './read-lines.ts';
import { parseWorkerWord, type ReplyJobText } from './reply-job.ts';

export interface ReplyWorkersOptions {
  /** The worker's program. */
  readonly program: string;
  /** The data folder. */
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly announce: Announce;
  readonly models: Pick<ModelLists, 'remember'>;
  readonly log: Logger;
  /** A worker ended and its reply's row may still say `streaming`. */
  readonly onUnfinished: () => void;
}

/**
 * Makes each reply in a process of its own, which goes on when this one and the browser are gone, writes into the store,
 * and is stopped through it. This process relays what the worker says for as long as it is there.
 */
export function makeRepliesInWorkers(options: ReplyWorkersOptions): MakeReply {
  return (job) => {
    try {
      return follow(startWorker(options), job, options);
    } catch (error) {
      // As little as the system can give: no more memory, no more processes.
      options.log.error({ err: error, replyId: job.reply.id }, 'a reply worker could not be started');
      job.release();
      return { done: Promise.resolve() };
    }
  };
}

/**
 * What a worker needs to reach the same servers as the host: the system's certificates and proxies, if they are named
 * there, and on Windows where the system is.
 */
const NEEDED =
  /^(systemroot|windir|temp|tmp|node_extra_ca_certs|node_use_system_ca|ssl_cert_(file|dir)|node_use_env_proxy|(https?|no)_proxy)$/i;

function startWorker({ program, home, env }: ReplyWorkersOptions): ChildProcess {
  return spawn(process.execPath, [program, home], {
    // A session of its own on POSIX, no console of the browser's on Windows: neither's end reaches it.
    detached: true,
    windowsHide: true,
    stdio: ['pipe', 'pipe', 'ignore'],
    env: Object.fromEntries(Object.entries(env).filter(([name]) => NEEDED.test(name))),
  });
}

function follow(worker: ChildProcess, job: ReplyJob, options: ReplyWorkersOptions): MadeReply {
  const { announce, models, log, onUnfinished } = options;
  const { reply, credentials, knownModel } = job;
  let owns = false;
  let isOver = false;

  function letGo(): void {
    if (owns) return;
    owns = true;
    job.release();
  }

  function hear(line: string): void {
    const word = parseWorkerWord(line);
    if (!word) return log.warn({ replyId: reply.id, length: line.length }, 'a reply worker said what is no word');
    if ('owns' in word) return letGo();
    if ('model' in word) return models.remember(credentials.baseUrl, reply.model, word.model);
    isOver ||= word.name === 'chat/done' || word.name === 'chat/failed';
    announce(word.name, word.params as never);
  }

  const done = new Promise<void>((resolve) => {
    let hasEnded = false;
    const end = (how: object) => {
      if (hasEnded) return;
      hasEnded = true;
      if (!owns) log.error({ replyId: reply.id, ...how }, 'a reply worker ended before it had its reply');
      letGo();
      resolve();
      if (isOver) return;
      announce('changed', { tables: ['messages', 'sessions'], sessionIds: [reply.sessionId] });
      onUnfinished();
    };
    worker.once('error', (error) => end({ err: error }));
    worker.once('close', (code, signal) => end({ code, signal }));
  });
  // Gone, or taking nothing: how it ends tells.
  worker.stdin?.on('error', () => {});
  if (worker.stdout) readLines(worker.stdout, hear);
  const text: ReplyJobText = { replyId: reply.id, ...credentials, model: knownModel };
  worker.stdin?.end(JSON.stringify(text));
  worker.unref();
  return { done };
}
