import type { Now, Timers } from '../clock.ts';
import { AppError } from '../protocol/errors.ts';
import type { Announce } from '../protocol/notifications.ts';
import type { Message, MessageError, Model } from '../protocol/shapes.ts';
import { formatTimestamp } from '../protocol/timestamp.ts';
import { recordAnalytics } from '../store/analytics.ts';
import { recordBalance } from '../store/balance-history.ts';
import type { MessageChanges, ProviderDetails } from '../store/messages.ts';
import { isStreaming } from '../store/replies.ts';
import type { SqlDatabase } from '../store/sql-database.ts';
import { messageErrorOf } from './failure.ts';
import { buildPrompt } from './prompt.ts';
import type { Credentials, PromptMessage, ProviderClient, ReplyOutcome } from './provider.ts';
import { createReplyWriter, type ReplyWriter } from './reply-writer.ts';
import { estimateTokens, priceOf } from './tokens.ts';

/** A reply that the store refuses to take the end of is tried again this often: its text is in memory only. */
const FINISH_RETRY_MS = 1000;

/** Says that the reply is still being worked on while the model is silent, so that the connection is not let go. */
const HEARTBEAT_MS = 10_000;

export interface ReplyRunOptions {
  /** Throws while the store cannot be used; the reply goes on, and is written when it can. */
  readonly db: () => SqlDatabase;
  readonly provider: ProviderClient;
  readonly announce: Announce;
  readonly now: Now;
  readonly timers: Timers;
  readonly credentials: Credentials;
  /** The model asked, where the server tells of it; price and window are from it. */
  readonly findModel: (signal: AbortSignal) => Promise<Model | null | undefined>;
  /** The reply's row, `streaming`; text that it has already is sent along, to be continued. */
  readonly reply: Message;
  /** As of a reply's writer. */
  readonly endsStopped?: boolean;
  /** As of a reply's writer. The model is asked only when the reply's row is on the disk, and the reply is over when its end is. */
  readonly settled?: () => Promise<void>;
}

/** A reply being made. */
export interface ReplyRun {
  /** Settles when the reply is over and its end is in the store, or can never be; never rejects. */
  readonly done: Promise<void>;
  /** Stops asking; the text so far stays, the reply is `interrupted`. */
  cancel(): void;
  /** The same at once, for a process about to end. Throws what the store throws. */
  interruptNow(): void;
}

/** Asks the model, keeps what it answers, and ends the reply's row: one transaction with its tokens, cost and analytics. */
export function startReplyRun(options: ReplyRunOptions): ReplyRun {
  const { db, provider, announce, now, timers, credentials, reply, endsStopped = false, settled } = options;
  const startedAt = now();
  const controller = new AbortController();
  let model: Model | undefined;
  let prompt: PromptMessage[] = [];
  let known: ReplyEnd | undefined;
  let heartbeat: unknown;
  let over = false;
  const writer = createReplyWriter({
    db,
    reply,
    announce,
    now,
    timers,
    toTimestamp: formatTimestamp,
    onRefused: (reason) => controller.abort(reason),
    endsStopped,
    ...(settled && { settled }),
  });

  function beat(): void {
    stopIfEndedElsewhere();
    announce('chat/delta', { replyId: reply.id, offset: reply.content.length + writer.addedText.length, text: '' });
    heartbeat = timers.set(beat, HEARTBEAT_MS);
  }

  /** While nothing is written, another process's word is only seen by looking. */
  function stopIfEndedElsewhere(): void {
    try {
      if (!isStreaming(db(), reply.id)) controller.abort(stopped());
    } catch {
      // The store answers again later, and writing to it tells the same.
    }
  }

  async function run(): Promise<void> {
    try {
      await settled?.();
    } catch {
      // The store is as it was before the reply was asked for. Whoever asked is told so by what they asked with.
      return dispose();
    }
    try {
      known = endOfOutcome(await ask());
    } catch (error) {
      known = endOfFailure(controller.signal.aborted ? controller.signal.reason : error);
    }
    await finish(known);
  }

  async function ask(): Promise<ReplyOutcome> {
    model = (await options.findModel(controller.signal)) ?? undefined;
    stopIfEndedElsewhere();
    controller.signal.throwIfAborted();
    const { sessionId, sequence, content } = reply;
    const contextTokens = model?.contextTokens ?? null;
    prompt = buildPrompt(db(), { sessionId, before: sequence, baseUrl: credentials.baseUrl, contextTokens });
    if (content !== '') prompt.push({ role: 'assistant', content });
    const request = {
      ...credentials,
      model: reply.model ?? '',
      messages: prompt,
      sessionId,
      signal: controller.signal,
    };
    return provider.streamReply(request, writer.add);
  }

  async function finish(end: ReplyEnd): Promise<void> {
    while (!over) {
      try {
        const finished = write(end);
        await settled?.();
        return tell(finished);
      } catch (error) {
        if (error instanceof AppError && error.code === 'store-newer-than-host') return dispose();
        await new Promise<void>((resolve) => timers.set(resolve, FINISH_RETRY_MS));
      }
    }
  }

  /** Ends the reply's row, and returns it; undefined when it is no longer this run's. */
  function write(end: ReplyEnd): Message | undefined {
    const durationMs = now() - startedAt;
    const used = measureUse(end.outcome, prompt, writer, model);
    const changes: MessageChanges = {
      status: end.status,
      error: end.error,
      promptTokens: sum(reply.promptTokens, used.promptTokens),
      completionTokens: sum(reply.completionTokens, used.completionTokens),
      cost: sum(reply.cost, used.cost),
      durationMs: (reply.durationMs ?? 0) + durationMs,
      provider: detailsOf(end.outcome, used),
      ...(end.outcome?.toolCalls && { toolCalls: end.outcome.toolCalls }),
    };
    return writer.finish(changes, (ended) => recordEnd(ended, end, used, durationMs));
  }

  function tell(finished: Message | undefined): void {
    dispose();
    if (!finished) return;
    announce('changed', { tables: ['messages', 'sessions', 'analytics'], sessionIds: [reply.sessionId] });
    if (finished.error) announce('chat/failed', { replyId: reply.id, error: finished.error });
    else announce('chat/done', { reply: finished });
  }

  function recordEnd(ended: Message, end: ReplyEnd, used: Use, durationMs: number): void {
    const timestamp = formatTimestamp(now());
    const { promptTokens, completionTokens, cost, estimated, costSource } = used;
    recordAnalytics(db(), {
      timestamp,
      eventType: ended.status === 'error' ? 'error' : 'reply',
      sessionId: reply.sessionId,
      model: reply.model,
      promptTokens,
      completionTokens,
      cost,
      durationMs,
      metadata: {
        replyId: reply.id,
        status: ended.status,
        costSource,
        ...(estimated && { estimated }),
        ...(ended.error && { error: ended.error.code }),
      },
    });
    const balance = end.outcome?.balanceBefore;
    if (balance) recordBalance(db(), { timestamp, diem: balance.diem, usd: balance.usd, source: 'reply' });
  }

  function dispose(): void {
    over = true;
    timers.clear(heartbeat);
    writer.dispose();
  }

  heartbeat = timers.set(beat, HEARTBEAT_MS);
  return {
    done: run(),
    cancel: () => controller.abort(stopped()),
    interruptNow() {
      if (over) return;
      tell(write(known ?? { status: 'interrupted', error: null, outcome: undefined }));
      controller.abort(new AppError('cancelled', 'The host is ending.'));
    },
  };
}

function stopped(): AppError {
  return new AppError('cancelled', 'The reply was stopped.');
}

interface ReplyEnd {
  readonly status: 'complete' | 'interrupted' | 'error';
  readonly error: MessageError | null;
  readonly outcome: ReplyOutcome | undefined;
}

function endOfOutcome(outcome: ReplyOutcome): ReplyEnd {
  if (outcome.error) return { status: 'error', error: outcome.error, outcome };
  return { status: outcome.finished ? 'complete' : 'interrupted', error: null, outcome };
}

function endOfFailure(failure: unknown): ReplyEnd {
  const error =
    failure instanceof AppError
      ? failure
      : new AppError('internal', 'The reply could not be made. Please try again.', { cause: failure });
  if (error.code === 'cancelled') return { status: 'interrupted', error: null, outcome: undefined };
  return { status: 'error', error: messageErrorOf(error), outcome: undefined };
}

interface Use {
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly cost: number | null;
  readonly estimated: boolean;
  readonly costSource: 'provider' | 'price-list' | 'none';
}

/** Tokens and cost: the server's word, else counted by us and marked so; nothing where nothing was answered. */
function measureUse(
  outcome: ReplyOutcome | undefined,
  prompt: readonly PromptMessage[],
  writer: ReplyWriter,
  model: Model | undefined,
): Use {
  const answered = writer.addedText + writer.reasoning;
  const told = outcome !== undefined && outcome.promptTokens !== null && outcome.completionTokens !== null;
  const estimated = !told && answered !== '' && prompt.length > 0;
  const promptTokens =
    outcome?.promptTokens ?? (estimated ? estimateTokens(prompt.map((m) => m.content).join('\n')) : null);
  const completionTokens = outcome?.completionTokens ?? (estimated ? estimateTokens(answered) : null);
  const listed = priceOf(model?.pricing, promptTokens, completionTokens);
  const cost = outcome?.cost ?? listed;
  const costSource = typeof outcome?.cost === 'number' ? 'provider' : listed === null ? 'none' : 'price-list';
  return { promptTokens, completionTokens, cost, estimated, costSource };
}

function detailsOf(outcome: ReplyOutcome | undefined, used: Use): ProviderDetails {
  return {
    costSource: used.costSource,
    ...(used.estimated && { estimated: true }),
    ...(outcome?.requestId && { requestId: outcome.requestId }),
    ...(outcome?.finishReason && { finishReason: outcome.finishReason }),
    ...(outcome?.sendBack && { sendBack: outcome.sendBack }),
  };
}

/** null = not known on both sides. */
function sum(a: number | null, b: number | null): number | null {
  return a === null ? b : a + (b ?? 0);
}
