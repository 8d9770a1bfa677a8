import { v7 as newId } from 'uuid';
import { expect } from 'vitest';
import type { Client } from '../../../lib/rpc/client.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { assertSound } from '../../support/assert-sound.ts';

interface Append {
  readonly requestId: string;
  readonly message: {
    readonly id: string;
    readonly sessionId: string;
    readonly role: 'user';
    readonly content: string;
    readonly promptTokens: number;
  };
}

/** A client's memory of what it sent: what was acknowledged, and the tail that was not. */
export interface AckLog {
  /** Sends one more message; it stays in the tail when this rejects. */
  append(client: Client, timeoutMs?: number): Promise<void>;
  /** Sends the tail again, in order, each change under the request id it had. */
  resend(client: Client): Promise<void>;
  readonly acknowledgedCount: () => number;
  readonly tailCount: () => number;
  /** Longest wait for an acknowledgement so far. */
  readonly slowestMs: () => number;
}

/** Lets `logs` be the whole truth about a store's messages: see `assertKept`. */
export interface Recorded extends AckLog {
  readonly acknowledged: ReadonlyMap<string, Append['message']>;
  readonly tail: readonly Append[];
}

/** A log of appends to one session. `textOf` makes the nth text. */
export function createAckLog(sessionId: string, textOf = (n: number) => `text ${n}`): Recorded {
  const acknowledged = new Map<string, Append['message']>();
  const tail: Append[] = [];
  let count = 0;
  let slowestMs = 0;

  async function deliver(client: Client, append: Append, timeoutMs?: number): Promise<void> {
    const startMs = performance.now();
    const options = { requestId: append.requestId, ...(timeoutMs !== undefined && { timeoutMs }) };
    const { message } = await client.change('messages/append', append.message, options);
    expect(message.content).toBe(append.message.content);
    slowestMs = Math.max(slowestMs, performance.now() - startMs);
    acknowledged.set(append.message.id, append.message);
    tail.splice(tail.indexOf(append), 1);
  }

  return {
    append(client, timeoutMs) {
      count++;
      const message = { id: newId(), sessionId, role: 'user', content: textOf(count), promptTokens: count } as const;
      const append = { requestId: newId(), message };
      tail.push(append);
      return deliver(client, append, timeoutMs);
    },
    async resend(client) {
      for (const append of [...tail]) await deliver(client, append);
    },
    acknowledgedCount: () => acknowledged.size,
    tailCount: () => tail.length,
    slowestMs: () => slowestMs,
    acknowledged,
    tail,
  };
}

/** What a store lacks, or has too much of, by what `logs` say of it. */
export interface Losses {
  readonly lost: number;
  readonly duplicated: number;
}

/**
 * The store is sound; every acknowledged message is in it once, as it was sent; nothing else is but messages of the tails,
 * once at most. Returns the counts, which are zero.
 */
export function assertKept(db: SqlDatabase, logs: readonly Recorded[]): Losses {
  assertSound(db);
  const rows = db.all<{ id: string; content: string; tokens: number }>(
    'SELECT id, content, prompt_tokens AS tokens FROM messages',
  );
  const stored = new Map(rows.map((row) => [row.id, row]));
  const acknowledged = logs.flatMap((log) => [...log.acknowledged.values()]);
  const sent = new Set([
    ...acknowledged.map(({ id }) => id),
    ...logs.flatMap((log) => log.tail.map((t) => t.message.id)),
  ]);
  const lost = acknowledged.filter(({ id, content, promptTokens }) => {
    const row = stored.get(id);
    return row?.content !== content || row.tokens !== promptTokens;
  });
  const surplus = rows.filter(({ id }) => !sent.has(id));
  const requests = db.get<{ count: number }>('SELECT count(*) AS count FROM requests')?.count ?? 0;
  const sessions = db.get<{ count: number }>('SELECT count(*) AS count FROM sessions')?.count ?? 0;
  expect(lost, 'acknowledged, but lost').toEqual([]);
  expect(surplus, 'stored, but not sent').toEqual([]);
  expect(requests, 'requests recorded').toBe(rows.length + sessions);
  return { lost: lost.length, duplicated: rows.length - stored.size + surplus.length };
}
