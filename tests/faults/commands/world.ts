import { expect } from 'vitest';
import { id as uuidOf } from '../../lib/handlers/samples.ts';
import { type Intent, PROLOGUE } from './changes.ts';
import { type Client, createClient, type Tally } from './client.ts';
import { compareStores } from './compare-stores.ts';
import type { Fate } from './crashing-host.ts';
import { type ChangeRequest, createModel, type Model } from './model.ts';
import * as replyRules from './reply-rules.ts';

/** What passes at a time: more than a reply's text may wait for the store. */
const PASSING_MS = 250;

/** Two clients, each with a host of its own, on one real store, beside the model of it all. */
export interface World {
  readonly model: Model;
  readonly clients: readonly Client[];
  /** Oldest first. */
  readonly acknowledged: readonly ChangeRequest[];
  readonly tally: Tally;
  /** Gives the store rows to begin with. */
  begin(): Promise<void>;
  /** A client makes a change, under a new request id; what it is. */
  send(client: Client, intent: Intent, fate: Fate): Promise<ChangeRequest>;
  /** The server says something of a reply, if one is being made. */
  say(choice: number, text: string): void;
  /** The server ends one. */
  endReply(choice: number, end: replyRules.ReplyEnd): Promise<void>;
  passTime(): Promise<void>;
  /** Nothing is left to send, nothing went wrong unheard, and the store holds what the model holds. */
  finish(): Promise<void>;
  close(): void;
}

/** `path`: an empty store. */
export function createWorld(path: string): World {
  const model = createModel();
  const tally: Tally = { commands: 0, crashes: 0, resent: 0 };
  const acknowledged: ChangeRequest[] = [];
  const claims = new Set<string>();
  const unexpected: unknown[] = [];
  let lastId = 0;
  const clients = [1, 2].map(() =>
    createClient({
      ...{ path, model, claims, tally },
      onAcknowledged(request) {
        if (!acknowledged.includes(request)) acknowledged.push(request);
      },
      report: (error) => void unexpected.push(error),
    }),
  );
  const newId = () => uuidOf(++lastId);

  async function send(client: Client, intent: Intent, fate: Fate): Promise<ChangeRequest> {
    const request = { requestId: newId(), ...intent(model, newId) };
    // Many changes share their millisecond with another.
    model.nowMs += lastId % 2;
    await client.send(request, fate);
    return request;
  }

  /** One of the replies that are being made, in the model and at its server. */
  function pickReply(choice: number) {
    const runs = [...model.runs];
    const [id, run] = runs[choice % runs.length] ?? [];
    if (id === undefined || run === undefined) return undefined;
    const host = clients.find((client) => client.host?.memory === run.host)?.host;
    const asked = host?.real.asked.findLast(
      ({ request }) => request.sessionId === run.before.sessionId && request.model === run.before.model,
    );
    return asked && { id, run, asked };
  }

  return {
    model,
    clients,
    acknowledged,
    tally,
    async begin() {
      const [client] = clients;
      for (const intent of PROLOGUE) if (client) await send(client, intent, 'lives');
    },
    send,
    say(choice, text) {
      const reply = pickReply(choice);
      if (!reply) return;
      reply.run.pending += text;
      reply.asked.say(text);
    },
    async endReply(choice, end) {
      const reply = pickReply(choice);
      if (!reply) return;
      replyRules.endReply(model, reply.id, end);
      await reply.asked.end(end);
    },
    async passTime() {
      model.nowMs += PASSING_MS;
      for (const client of clients) await client.passTime(PASSING_MS);
    },
    async finish() {
      for (const client of clients) await client.restart('lives', 0);
      expect(clients.map((client) => client.tailCount())).toEqual([0, 0]);
      expect(unexpected).toEqual([]);
      const [client] = clients;
      if (client) compareStores(client.db(), model);
    },
    close() {
      for (const { host } of clients) host?.real.crash();
    },
  };
}
