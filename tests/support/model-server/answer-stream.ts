import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from './account.ts';
import { type ChatRequest, type JsonObject, promptTokens } from './chat-request.ts';

/** One request for a reply, as a scenario gets it. */
export interface Turn {
  readonly request: ChatRequest;
  /** The number at the end of the model's id: `demo-slow-20`. */
  readonly number: number | undefined;
  /** How many requests this model has had, this one included. */
  readonly attempt: number;
  readonly response: ServerResponse;
  readonly tokensPerSecond: number;
  /** Resolves when replies are not held. */
  readonly whenGoing: () => Promise<void>;
  readonly account: Account;
}

/** Writes server-sent events. Everything stops quietly when the client has gone. */
export interface AnswerStream {
  /** Exact bytes. */
  raw(bytes: string | Uint8Array): Promise<void>;
  /** One event with this as JSON. */
  event(value: unknown): Promise<void>;
  /** A chunk with one choice. */
  delta(delta: JsonObject, choice?: JsonObject): Promise<void>;
  /** Text, a word at a time. */
  words(text: string, tokensPerSecond?: number): Promise<void>;
  /** The chunk that says why the reply ended. */
  finish(reason?: string): Promise<void>;
  /** A chunk without choices. */
  tail(fields: JsonObject): Promise<void>;
  /** Counters and charge as Venice sends them, then the end. */
  endWithUsage(text: string): Promise<void>;
  /** `[DONE]` and the end of the answer. */
  end(): Promise<void>;
}

export function openStream({ request, response, account, ...turn }: Turn, lineEnd = '\n'): AnswerStream {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  response.flushHeaders();
  const base = {
    id: 'chatcmpl-scripted',
    object: 'chat.completion.chunk',
    created: 1_739_928_524,
    model: request.model,
  };

  const raw = async (bytes: string | Uint8Array): Promise<void> => {
    if (response.destroyed || response.write(bytes)) return;
    const waiting = new AbortController();
    const { signal } = waiting;
    await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
    waiting.abort();
  };
  const event = (value: unknown) => raw(`data: ${JSON.stringify(value)}${lineEnd}${lineEnd}`);
  const delta = (fields: JsonObject, choice: JsonObject = {}) =>
    event({ ...base, choices: [{ index: 0, delta: fields, finish_reason: null, ...choice }] });
  const tail = (fields: JsonObject) => event({ ...base, choices: [], ...fields });
  const finish = (reason = 'stop') => delta({}, { finish_reason: reason });
  const end = async () => {
    await raw(`data: [DONE]${lineEnd}${lineEnd}`);
    response.end();
  };

  const words = async (text: string, tokensPerSecond = turn.tokensPerSecond): Promise<void> => {
    const startMs = performance.now();
    for (const [position, content] of tokensOf(text).entries()) {
      const dueMs = startMs + (position * 1000) / tokensPerSecond;
      if (dueMs > performance.now()) await sleep(dueMs - performance.now());
      await turn.whenGoing();
      if (response.destroyed) return;
      await delta({ content });
    }
  };

  const endWithUsage = async (text: string): Promise<void> => {
    const prompt = promptTokens(request);
    const completion = tokensOf(text).length;
    const usage = { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
    await finish();
    await tail({ usage, cost: { usd: account.charge(prompt, completion), diem: 0 } });
    await end();
  };

  return { raw, event, delta, words, finish, tail, endWithUsage, end };
}

/** Words with the space after them: near enough to a model's tokens. */
function tokensOf(text: string): readonly string[] {
  return text.match(/\s*\S+\s*/g) ?? [];
}
