import type { Now, Timers } from '../clock.ts';
import { AppError, type ErrorCode } from '../protocol/errors.ts';
import type { Announce } from '../protocol/notifications.ts';
import type { Message, Model } from '../protocol/shapes.ts';
import { formatTimestamp } from '../protocol/timestamp.ts';
import { findMessage, getProviderDetails, updateMessage } from '../store/messages.ts';
import { write } from '../store/migrate.ts';
import { isStreaming, listUnfinishedReplies } from '../store/replies.ts';
import type { SqlDatabase } from '../store/sql-database.ts';
import type { Credentials, ProviderClient } from './provider.ts';
import { type ReplyRun, startReplyRun } from './reply-run.ts';

/** A question that waited longer for its key is not sent by itself: the person may no longer want it. */
const MAX_QUEUED_MS = 10 * 60_000;

/** The queue is looked at again this often while the store is being opened or takes nothing. */
const QUEUE_RETRY_MS = 1000;
const PASSING: readonly ErrorCode[] = ['busy', 'disk-full', 'read-only'];

/** How long a reply waits for the model list, which it needs only for window and price. */
const MODELS_LIMIT_MS = 3000;

export interface RepliesOptions {
  readonly db: () => SqlDatabase;
  readonly provider: ProviderClient;
  readonly announce: Announce;
  readonly now: Now;
  readonly timers: Timers;
  /** Makes this process the owner of a reply until the returned function is called; undefined: another one is. */
  readonly claim: (replyId: string) => (() => void) | undefined;
}

/** The replies that this process makes, and the keys it holds for them (in memory only). */
export interface Replies {
  setCredentials(credentials: Credentials): void;
  /** The key for a server; undefined until `setCredentials` told of it. */
  credentialsFor(baseUrl: string): Credentials | undefined;
  /** A server's models, remembered from the last time. */
  listModels(credentials: Credentials, signal: AbortSignal): Promise<readonly Model[]>;
  /** Whether a reply can be asked for now, or has to wait for a key. */
  statusFor(baseUrl: string): 'streaming' | 'queued';
  /** Claims a reply before its row says `streaming`; undefined when it is claimed elsewhere. */
  claim(replyId: string): (() => void) | undefined;
  /** Makes a reply whose row says `streaming`, asking the server at `baseUrl`. `release` is called at its end. */
  start(reply: Message, baseUrl: string, release: () => void): void;
  /** Stops a reply, whichever process makes it. Errors: `not-found`. */
  cancel(replyId: string): void;
  /** At the start of a process: replies `streaming` that no living process owns become `interrupted`; their ids. */
  interruptOrphans(): string[];
  /** Interrupts every reply of this process, at once. Throws what the store throws, after all were tried. */
  stop(): void;
}

/** The service behind `chat/*`. */
export function createReplies(options: RepliesOptions): Replies {
  const { provider, announce, now, timers } = options;
  const keys = new Map<string, Credentials>();
  const models = new Map<string, readonly Model[]>();
  const runs = new Map<string, ReplyRun>();
  const queueTimers = new Map<string, unknown>();

  function start(reply: Message, baseUrl: string, release: () => void): void {
    const db = options.db();
    const credentials = keys.get(baseUrl) ?? { baseUrl, apiKey: null };
    const findThisModel = () => findModel(credentials, reply.model);
    const run = startReplyRun({ db, provider, announce, now, timers, credentials, findModel: findThisModel, reply });
    runs.set(reply.id, run);
    void run.done.then(() => {
      runs.delete(reply.id);
      release();
    });
  }

  async function findModel(credentials: Credentials, id: string | null): Promise<Model | undefined> {
    const known = models.get(credentials.baseUrl) ?? (await listModelsQuickly(credentials));
    return known?.find((model) => model.id === id);
  }

  async function listModelsQuickly(credentials: Credentials): Promise<readonly Model[] | undefined> {
    const controller = new AbortController();
    const timer = timers.set(() => controller.abort(), MODELS_LIMIT_MS);
    try {
      return await listModels(credentials, controller.signal);
    } catch {
      return undefined;
    } finally {
      timers.clear(timer);
    }
  }

  async function listModels(credentials: Credentials, signal: AbortSignal): Promise<readonly Model[]> {
    const list = await provider.listModels(credentials, signal);
    models.set(credentials.baseUrl, list);
    return list;
  }

  /** A key is taken whatever the store does: a handshake hangs on it, and the list of models needs no store. */
  function startQueued(baseUrl: string): void {
    timers.clear(queueTimers.get(baseUrl));
    try {
      startAllQueued(options.db(), baseUrl);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (!PASSING.includes(error.code)) return;
      const retry = timers.set(() => startQueued(baseUrl), QUEUE_RETRY_MS);
      queueTimers.set(baseUrl, retry);
    }
  }

  function startAllQueued(db: SqlDatabase, baseUrl: string): void {
    for (const { id, status, createdAt } of listUnfinishedReplies(db)) {
      if (status !== 'queued' || getProviderDetails(db, id).baseUrl !== baseUrl) continue;
      const release = options.claim(id);
      if (release) startOneQueued(db, { id, createdAt, baseUrl }, release);
    }
  }

  function startOneQueued(
    db: SqlDatabase,
    { id, createdAt, baseUrl }: { id: string; createdAt: string; baseUrl: string },
    release: () => void,
  ): void {
    let reply: Message | undefined;
    try {
      reply = write(db, () => takeFromQueue(db, id, createdAt));
    } finally {
      if (reply?.status !== 'streaming') release();
    }
    if (!reply) return;
    announce('changed', { tables: ['messages'], sessionIds: [reply.sessionId] });
    if (reply.status === 'streaming') start(reply, baseUrl, release);
  }

  function takeFromQueue(db: SqlDatabase, id: string, createdAt: string): Message | undefined {
    if (findMessage(db, id)?.status !== 'queued') return undefined;
    if (now() - Date.parse(createdAt) <= MAX_QUEUED_MS) {
      return updateMessage(db, id, { status: 'streaming' }, formatTimestamp(now()));
    }
    const message = 'This waited more than 10 minutes for the key and was not sent. Retry to send it now.';
    const error = { code: 'timeout', message, retryable: true };
    return updateMessage(db, id, { status: 'error', error }, formatTimestamp(now()));
  }

  function interruptIfStreaming(db: SqlDatabase, id: string): boolean {
    if (!isStreaming(db, id)) return false;
    updateMessage(db, id, { status: 'interrupted' }, formatTimestamp(now()));
    return true;
  }

  return {
    setCredentials(credentials) {
      keys.set(credentials.baseUrl, credentials);
      startQueued(credentials.baseUrl);
    },
    credentialsFor: (baseUrl) => keys.get(baseUrl),
    listModels,
    statusFor: (baseUrl) => (keys.has(baseUrl) ? 'streaming' : 'queued'),
    claim: options.claim,
    start,
    cancel(replyId) {
      const run = runs.get(replyId);
      if (run) return run.cancel();
      const db = options.db();
      const reply = write(db, () => {
        const found = findMessage(db, replyId);
        if (!found) throw new AppError('not-found', `There is no reply ${replyId}. It may have been deleted.`);
        const waits = found.status === 'queued' || found.status === 'streaming';
        return waits ? updateMessage(db, replyId, { status: 'interrupted' }, formatTimestamp(now())) : undefined;
      });
      if (reply) announce('chat/done', { reply });
    },
    interruptOrphans() {
      const db = options.db();
      const interrupted: string[] = [];
      for (const { id, status } of listUnfinishedReplies(db)) {
        const release = status === 'streaming' ? options.claim(id) : undefined;
        if (!release) continue;
        try {
          if (write(db, () => interruptIfStreaming(db, id))) interrupted.push(id);
        } finally {
          release();
        }
      }
      return interrupted;
    },
    stop() {
      for (const timer of queueTimers.values()) timers.clear(timer);
      const failures: unknown[] = [];
      for (const run of runs.values()) {
        try {
          run.interruptNow();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}
