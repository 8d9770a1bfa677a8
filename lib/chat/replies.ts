import type { Now, Timers } from '../clock.ts';
import { AppError, type ErrorCode } from '../protocol/errors.ts';
import type { Announce } from '../protocol/notifications.ts';
import type { Message } from '../protocol/shapes.ts';
import { formatTimestamp } from '../protocol/timestamp.ts';
import { recordAnalytics } from '../store/analytics.ts';
import { findMessage, getProviderDetails, updateMessage } from '../store/messages.ts';
import { write } from '../store/migrate.ts';
import { countStreaming, isStreaming, listUnfinishedReplies, type UnfinishedReply } from '../store/replies.ts';
import type { SqlDatabase } from '../store/sql-database.ts';
import type { MadeReply, MakeReply } from './make-reply.ts';
import type { ModelLists } from './model-lists.ts';
import type { Credentials } from './provider.ts';

/** A question that waited longer for its key or its turn is not sent by itself: the person may no longer want it. */
const MAX_QUEUED_MS = 10 * 60_000;

/** The queue is looked at again this often while the store is being opened or takes nothing. */
const QUEUE_RETRY_MS = 1000;
const PASSING: readonly ErrorCode[] = ['busy', 'disk-full', 'read-only'];

/** Who stopped a reply has its text within 100 ms; a process that needs longer to let go of it is waited for so long. */
const LETTING_GO_MS = 1000;
const LOOK_AGAIN_MS = 20;

export interface RepliesOptions {
  readonly db: () => SqlDatabase;
  readonly make: MakeReply;
  readonly models: Pick<ModelLists, 'list' | 'known' | 'find'>;
  readonly announce: Announce;
  readonly now: Now;
  readonly timers: Timers;
  /** Makes this process the owner of a reply until the returned function is called; undefined: another one is. */
  readonly claim: (replyId: string) => (() => void) | undefined;
  /** How many replies are made at once, by all processes on this store together; more wait for their turn. */
  readonly maxAtOnce: number;
}

/** The replies that were asked for through this process, and the keys it holds for them (in memory only). */
export interface Replies {
  setCredentials(credentials: Credentials): void;
  /** The key for a server; undefined until `setCredentials` told of it. */
  credentialsFor(baseUrl: string): Credentials | undefined;
  readonly listModels: ModelLists['list'];
  /** Whether a reply can be asked for now, or has to wait for a key or its turn. True to the end of a transaction. */
  statusFor(baseUrl: string): 'streaming' | 'queued';
  /** Claims a reply before its row says `streaming`; undefined when it is claimed elsewhere. */
  claim(replyId: string): (() => void) | undefined;
  /** Resolves when a reply that was stopped can be claimed, as far as that is soon. */
  whenLetGo(replyId: string): Promise<void>;
  /** Makes a reply whose row says `streaming`, asking the server at `baseUrl`. `release` is called when it may be. */
  start(reply: Message, baseUrl: string, release: () => void): void;
  /** Makes the replies that wait, the oldest first, as far as there is a key and room. */
  startQueued(): void;
  /** Stops a reply, whichever process makes it. Errors: `not-found`. */
  cancel(replyId: string): void;
  /** Replies `streaming` that no living process owns become `interrupted`; their ids. */
  interruptOrphans(): string[];
  /** How many replies that were asked for through this process are being made. */
  readonly runningCount: number;
  /** Interrupts every reply that would end with this process, at once. Throws what the store throws, after all were tried. */
  stop(): void;
}

/** The service behind `chat/*`. */
export function createReplies(options: RepliesOptions): Replies {
  const { make, models, announce, now, timers, maxAtOnce } = options;
  const keys = new Map<string, Credentials>();
  const runs = new Map<string, MadeReply>();
  let queueTimer: unknown;
  let lackedRoom = false;
  let isStopped = false;

  function start(reply: Message, baseUrl: string, release: () => void): void {
    const credentials = keys.get(baseUrl) ?? { baseUrl, apiKey: null };
    const run = make({
      ...{ reply, credentials, release },
      knownModel: models.known(baseUrl, reply.model),
      findModel: (signal) => models.find(credentials, reply.model, signal),
    });
    runs.set(reply.id, run);
    void run.done.then(() => {
      runs.delete(reply.id);
      if (lackedRoom) startQueued();
    });
  }

  function hasRoom(db: SqlDatabase): boolean {
    const has = countStreaming(db) < maxAtOnce;
    if (!has) lackedRoom = true;
    return has;
  }

  /** A key is taken whatever the store does: a handshake hangs on it, and the list of models needs no store. */
  function startQueued(): void {
    timers.clear(queueTimer);
    if (isStopped || keys.size === 0) return;
    try {
      startAllQueued(options.db());
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (PASSING.includes(error.code)) queueTimer = timers.set(startQueued, QUEUE_RETRY_MS);
    }
  }

  function startAllQueued(db: SqlDatabase): void {
    lackedRoom = false;
    for (const waiting of listUnfinishedReplies(db)) {
      if (waiting.status !== 'queued') continue;
      const { baseUrl } = getProviderDetails(db, waiting.id);
      if (baseUrl === undefined || !keys.has(baseUrl)) continue;
      const release = options.claim(waiting.id);
      if (release) startOneQueued(db, waiting, baseUrl, release);
    }
  }

  function startOneQueued(db: SqlDatabase, waiting: UnfinishedReply, baseUrl: string, release: () => void): void {
    let reply: Message | undefined;
    try {
      reply = write(db, () => takeFromQueue(db, waiting));
    } finally {
      if (reply?.status !== 'streaming') release();
    }
    if (!reply) return;
    announce('changed', { tables: ['messages'], sessionIds: [reply.sessionId] });
    if (reply.status === 'streaming') start(reply, baseUrl, release);
  }

  function takeFromQueue(db: SqlDatabase, { id, createdAt }: UnfinishedReply): Message | undefined {
    if (findMessage(db, id)?.status !== 'queued') return undefined;
    if (now() - Date.parse(createdAt) <= MAX_QUEUED_MS) {
      if (!hasRoom(db)) return undefined;
      return updateMessage(db, id, { status: 'streaming' }, formatTimestamp(now()));
    }
    const message = 'This waited more than 10 minutes and was not sent. Retry to send it now.';
    const error = { code: 'timeout', message, retryable: true };
    const failed = updateMessage(db, id, { status: 'error', error }, formatTimestamp(now()));
    recordUntold(db, failed);
    return failed;
  }

  function interruptIfStreaming(db: SqlDatabase, id: string): boolean {
    if (!isStreaming(db, id)) return false;
    recordUntold(db, updateMessage(db, id, { status: 'interrupted' }, formatTimestamp(now())));
    return true;
  }

  /** The usage event of a reply that no run is there to tell of: nobody knows what it used. */
  function recordUntold(db: SqlDatabase, { id, sessionId, model, status, error }: Message): void {
    recordAnalytics(db, {
      timestamp: formatTimestamp(now()),
      eventType: status === 'error' ? 'error' : 'reply',
      ...{ sessionId, model },
      metadata: { replyId: id, status, costSource: 'none', ...(error && { error: error.code }) },
    });
  }

  return {
    setCredentials(credentials) {
      keys.set(credentials.baseUrl, credentials);
      startQueued();
    },
    credentialsFor: (baseUrl) => keys.get(baseUrl),
    listModels: models.list,
    statusFor: (baseUrl) => (keys.has(baseUrl) && hasRoom(options.db()) ? 'streaming' : 'queued'),
    claim: options.claim,
    async whenLetGo(replyId) {
      for (let waitedMs = 0; waitedMs < LETTING_GO_MS; waitedMs += LOOK_AGAIN_MS) {
        if (isStreaming(options.db(), replyId)) return;
        const release = options.claim(replyId);
        if (release) return release();
        await new Promise<void>((resolve) => timers.set(resolve, LOOK_AGAIN_MS));
      }
    },
    start,
    startQueued,
    cancel(replyId) {
      const run = runs.get(replyId);
      if (run?.cancel) return run.cancel();
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
    get runningCount() {
      return runs.size;
    },
    stop() {
      isStopped = true;
      timers.clear(queueTimer);
      const failures: unknown[] = [];
      for (const run of runs.values()) {
        try {
          run.interruptNow?.();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}
