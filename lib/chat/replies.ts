import type { Now, Timers } from '../clock.ts';
import { AppError } from '../protocol/errors.ts';
import type { Announce } from '../protocol/notifications.ts';
import type { Message, Model } from '../protocol/shapes.ts';
import { formatTimestamp } from '../protocol/timestamp.ts';
import { findMessage, getProviderDetails, updateMessage } from '../store/messages.ts';
import { write } from '../store/migrate.ts';
import { listUnfinishedReplies } from '../store/replies.ts';
import type { SqlDatabase } from '../store/sql-database.ts';
import type { Credentials, ProviderClient } from './provider.ts';
import { type ReplyRun, startReplyRun } from './reply-run.ts';

/** A question that waited longer for its key is not sent by itself: the person may no longer want it. */
const MAX_QUEUED_MS = 10 * 60_000;

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
  /** Makes a reply whose row says `streaming`. `release` is called at its end. */
  start(reply: Message, release: () => void): void;
  /** Stops a reply, whichever process makes it. Errors: `not-found`. */
  cancel(replyId: string): void;
  /** At the start of a process: replies `streaming` that no living process owns become `interrupted`; their ids. */
  interruptOrphans(): string[];
  /** Interrupts every reply of this process, at once. */
  stop(): void;
}

/** The service behind `chat/*`. */
export function createReplies(options: RepliesOptions): Replies {
  const { provider, announce, now, timers } = options;
  const keys = new Map<string, Credentials>();
  const models = new Map<string, readonly Model[]>();
  const runs = new Map<string, ReplyRun>();

  function start(reply: Message, release: () => void): void {
    void begin(reply).finally(release);
  }

  async function begin(reply: Message): Promise<void> {
    const db = options.db();
    const baseUrl = getProviderDetails(db, reply.id).baseUrl ?? '';
    const credentials = keys.get(baseUrl) ?? { baseUrl, apiKey: null };
    const model = await findModel(credentials, reply.model);
    if (findMessage(db, reply.id)?.status !== 'streaming') return;
    const run = startReplyRun({ db, provider, announce, now, timers, credentials, model, reply });
    runs.set(reply.id, run);
    await run.done;
    runs.delete(reply.id);
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

  function startQueued(baseUrl: string): void {
    const db = options.db();
    for (const { id, status, createdAt } of listUnfinishedReplies(db)) {
      if (status !== 'queued' || getProviderDetails(db, id).baseUrl !== baseUrl) continue;
      const release = options.claim(id);
      if (!release) continue;
      const reply = write(db, () => takeFromQueue(db, id, createdAt));
      if (reply?.status === 'streaming') start(reply, release);
      else release();
      if (reply) announce('changed', { tables: ['messages'], sessionIds: [reply.sessionId] });
    }
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
        write(db, () => {
          if (findMessage(db, id)?.status === 'streaming') {
            updateMessage(db, id, { status: 'interrupted' }, formatTimestamp(now()));
            interrupted.push(id);
          }
        });
        release();
      }
      return interrupted;
    },
    stop() {
      for (const run of runs.values()) run.interruptNow();
    },
  };
}
