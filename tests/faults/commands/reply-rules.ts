import type { ReplyOutcome } from '../../../lib/chat/provider.ts';
import { changeMessage, type HostMemory, type Model, type Run, timeOf } from './model.ts';

/** From lib/chat/reply-run.ts: when a silent reply looks whether it is still wanted. */
const BEAT_MS = 10_000;

/** How these tests let a reply end: with tokens and cost, so that nothing is estimated. */
export type ReplyEnd = Pick<ReplyOutcome, 'finished' | 'promptTokens' | 'completionTokens' | 'cost' | 'error'>;

/** A host begins to make a reply whose message says `streaming`. */
export function startReply(model: Model, id: string, host: HostMemory): void {
  const before = model.messages.get(id);
  if (!before) throw new Error(`There is no reply ${id}.`);
  host.askedCount++;
  const nextBeatMs = host.elapsedMs + BEAT_MS;
  model.runs.set(id, { host, startedMs: model.nowMs, before, pending: '', nextBeatMs });
}

/** A host is told the key of the server: it makes every reply that waits for it, the oldest first. */
export function giveKey(model: Model, host: HostMemory): void {
  host.hasKey = true;
  for (const { id, status, baseUrl } of model.messages.values()) {
    if (status !== 'queued' || baseUrl === null || model.runs.has(id)) continue;
    changeMessage(model, id, { status: 'streaming' });
    startReply(model, id, host);
  }
}

/** Replies that say `streaming` and that nobody makes are interrupted, and nobody knows what they used. */
export function interruptOrphans(model: Model): void {
  for (const { id, sessionId, status } of model.messages.values()) {
    if (status !== 'streaming' || model.runs.has(id)) continue;
    changeMessage(model, id, { status: 'interrupted' });
    const unknown = { promptTokens: null, completionTokens: null, cost: null, durationMs: null };
    model.events.push({ timestamp: timeOf(model.nowMs), eventType: 'reply', sessionId, ...unknown });
  }
}

/** Time passes, enough for text to reach the store; a reply that is no longer wanted is given up when that is seen. */
export function passTime(model: Model, host: HostMemory, ms: number): void {
  host.elapsedMs += ms;
  for (const [id, run] of model.runs) {
    if (run.host !== host) continue;
    const isBeat = host.elapsedMs >= run.nextBeatMs;
    if (isBeat) run.nextBeatMs += BEAT_MS;
    if (run.pending === '' && !isBeat) continue;
    if (!storeText(model, id, run)) model.runs.delete(id);
  }
}

/** The server says that the reply is over. */
export function endReply(model: Model, id: string, end: ReplyEnd): void {
  const run = model.runs.get(id);
  if (!run) return;
  model.runs.delete(id);
  if (!storeText(model, id, run)) return;
  const { before, startedMs } = run;
  const durationMs = model.nowMs - startedMs;
  const { promptTokens, completionTokens, cost, error } = end;
  changeMessage(model, id, {
    status: error ? 'error' : end.finished ? 'complete' : 'interrupted',
    error,
    promptTokens: (before.promptTokens ?? 0) + (promptTokens ?? 0),
    completionTokens: (before.completionTokens ?? 0) + (completionTokens ?? 0),
    cost: (before.cost ?? 0) + (cost ?? 0),
    durationMs: (before.durationMs ?? 0) + durationMs,
  });
  const used = { promptTokens, completionTokens, cost, durationMs };
  const eventType = error ? 'error' : 'reply';
  model.events.push({ timestamp: timeOf(model.nowMs), eventType, sessionId: before.sessionId, ...used });
}

/** A host is gone: what it had not stored yet is lost, and its replies are nobody's. */
export function loseHost(model: Model, host: HostMemory): void {
  for (const [id, run] of model.runs) if (run.host === host) model.runs.delete(id);
}

/** False when the reply is not to be made any more. Text does not make its session newer in the list. */
function storeText(model: Model, id: string, run: Run): boolean {
  const message = model.messages.get(id);
  if (message?.status !== 'streaming') return false;
  model.messages.set(id, { ...message, content: message.content + run.pending });
  run.pending = '';
  return true;
}
