import type { Result } from '../../../lib/protocol/methods.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { compare, heardOf } from './compare.ts';
import { type CrashingHost, type Fate, openCrashingHost } from './crashing-host.ts';
import type { ChangeRequest, HostMemory, Model } from './model.ts';
import { listSessions, type SessionFilter } from './reads.ts';
import * as replyRules from './reply-rules.ts';
import { checkChange } from './rules.ts';

/** What its commands did, counted. */
export interface Tally {
  commands: number;
  crashes: number;
  resent: number;
}

interface ClientOptions {
  readonly path: string;
  readonly model: Model;
  /** Which replies living hosts make. */
  readonly claims: Set<string>;
  readonly tally: Tally;
  readonly onAcknowledged: (request: ChangeRequest) => void;
  /** Called for what no host should meet. */
  readonly report: (error: unknown) => void;
}

/**
 * A side panel with its journal, and the host it speaks to while there is one. What is done through it is done to the
 * model as well, and what it hears is compared at once. Without a host it neither reads nor sends again.
 */
export interface Client {
  /** Makes a change. While there is no host, or an earlier change waits, it waits too. */
  send(request: ChangeRequest, fate: Fate): Promise<void>;
  /** Sends what was acknowledged before, to this client or another. */
  sendAgain(request: ChangeRequest): Promise<void>;
  /** Gets a host if it has none, and sends what is not acknowledged, in order; the host may crash over the nth. */
  restart(fate: Fate, crashAt: number): Promise<void>;
  crash(): void;
  giveKey(baseUrl: string): Promise<void>;
  read(method: string, params: object, expected: () => unknown): Promise<void>;
  /** Reads the list of sessions page by page. */
  readSessions(filter: SessionFilter, limit: number): Promise<void>;
  passTime(ms: number): Promise<void>;
  lookForOrphans(): void;
  /** While there is one. */
  readonly host: { readonly real: CrashingHost; readonly memory: HostMemory } | undefined;
  readonly tailCount: () => number;
  /** The store, as its host has it open. */
  readonly db: () => SqlDatabase;
}

export function createClient({ path, model, claims, tally, onAcknowledged, report }: ClientOptions): Client {
  const tail: ChangeRequest[] = [];
  let host: Client['host'];
  open();

  function open(): void {
    const real = openCrashingHost({ path, now: () => model.nowMs, claims, report });
    host = { real, memory: { hasKey: false, elapsedMs: 0, askedCount: 0 } };
    lookForOrphans();
  }

  function lookForOrphans(): void {
    if (!host) return;
    replyRules.interruptOrphans(model);
    host.real.interruptOrphans();
  }

  function crash(): void {
    if (!host) return;
    host.real.crash();
    replyRules.loseHost(model, host.memory);
    host = undefined;
    tally.crashes++;
  }

  async function deliverFirst(fate: Fate): Promise<void> {
    const [request] = tail;
    if (!request) return;
    await deliver(request, fate);
    // What was refused goes to the unsent changes, which are a person's matter.
    if (host) tail.shift();
  }

  async function deliver(request: ChangeRequest, fate: Fate): Promise<void> {
    if (!host) return;
    const { real, memory } = host;
    const expected = heardOf(() => apply(request, memory, fate));
    const { method, params, requestId } = request;
    const heard = await real.request(method, { ...params, _meta: { requestId } }, fate);
    const isGone = fate !== 'lives' && 'result' in expected;
    compare(`${method} ${requestId}`, heard, isGone ? 'nothing' : expected);
    if (isGone) return crash();
    compare('replies asked for', real.asked.length, memory.askedCount);
    if ('result' in expected) onAcknowledged(request);
  }

  /** To the model. */
  function apply(request: ChangeRequest, memory: HostMemory, fate: Fate): unknown {
    const { commit, startsReply } = checkChange(model, request, memory);
    if (fate === 'crashes before the commit') return undefined;
    const answer = commit();
    if (startsReply !== undefined && fate === 'lives') replyRules.startReply(model, startsReply, memory);
    return answer;
  }

  return {
    async send(request, fate) {
      tail.push(request);
      await deliverFirst(fate);
    },
    sendAgain: (request) => deliver(request, 'lives'),
    async restart(fate, crashAt) {
      if (host) return;
      open();
      for (let n = 0; tail.length > 0 && host; n++) {
        tally.resent++;
        await deliverFirst(n === crashAt ? fate : 'lives');
      }
    },
    crash,
    async giveKey(baseUrl) {
      if (!host) return;
      replyRules.giveKey(model, host.memory);
      compare('credentials/set', await host.real.request('credentials/set', { baseUrl, apiKey: null }), { result: {} });
    },
    async read(method, params, expected) {
      if (host) compare(method, await host.real.request(method, params), heardOf(expected));
    },
    async readSessions(filter, limit) {
      if (!host) return;
      const sessions: unknown[] = [];
      let cursor: string | null = null;
      do {
        const params: object = { ...filter, limit, ...(cursor !== null && { cursor }) };
        const { result } = (await host.real.request('sessions/list', params)) as { result: Result<'sessions/list'> };
        sessions.push(...result.sessions);
        cursor = result.nextCursor;
      } while (cursor !== null);
      compare('sessions/list', sessions, listSessions(model, filter));
    },
    async passTime(ms) {
      if (!host) return;
      replyRules.passTime(model, host.memory, ms);
      await host.real.passTime(ms);
    },
    lookForOrphans,
    get host() {
      return host;
    },
    tailCount: () => tail.length,
    db() {
      if (!host) throw new Error('The client has no host.');
      return host.real.db;
    },
  };
}
