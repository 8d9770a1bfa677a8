import type { RetentionPolicy } from '../../../lib/protocol/keeping-shapes.ts';
import type { ChangeName } from '../../../lib/protocol/methods.ts';
import type { Draft, Message, Session } from '../../../lib/protocol/shapes.ts';
import type { Snapshot } from '../../../lib/protocol/snapshot-shapes.ts';
import { DEFAULT_POLICY } from '../../../lib/store/retention.ts';
import { NOON_MS } from '../../support/fake-clock.ts';

/** The changes that the model knows. */
export type ModelledChange = Exclude<
  ChangeName,
  'chat/retry' | 'file-changes/add' | 'proofs/add' | `recordings/${string}`
>;

/** A change as it crosses the wire; sent twice it acts once. */
export interface ChangeRequest {
  readonly requestId: string;
  readonly method: ModelledChange;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A message with the server its reply is asked of, which does not cross the wire. */
export type KnownMessage = Message & { readonly baseUrl: string | null };

/** One usage event, as far as it is the store's to keep it apart from others. */
export interface UsageEvent {
  readonly timestamp: string;
  readonly eventType: string;
  readonly sessionId: string | null;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly cost: number | null;
  readonly durationMs: number | null;
}

/** What a browser profile told of one of its preferences. */
export interface KeptPreference {
  readonly profileId: string;
  readonly key: string;
  readonly value: unknown;
  readonly updatedAt: string;
}

/** What a host has in memory only. */
export interface HostMemory {
  hasKey: boolean;
  /** Since it was started, as its timers count. */
  elapsedMs: number;
  /** Replies it asked the server for. Each costs money. */
  askedCount: number;
}

/** A reply that a living host is making. */
export interface Run {
  readonly host: HostMemory;
  readonly startedMs: number;
  /** The message when the run began: what it uses comes on top. */
  readonly before: KnownMessage;
  /** Text that arrived and is not in the store yet. */
  pending: string;
  nextBeatMs: number;
}

/**
 * What two clients, their hosts and the store between them should have come to: maps and arrays instead of tables, plain
 * sums over them instead of counters, written from docs/protocol.md and not from the store's SQL.
 */
export interface Model {
  nowMs: number;
  readonly sessions: Map<string, Omit<Session, 'messageCount' | 'promptTokens' | 'completionTokens' | 'cost'>>;
  readonly messages: Map<string, KnownMessage>;
  readonly drafts: Map<string | null, Draft>;
  readonly snapshots: Map<string, Snapshot>;
  readonly events: UsageEvent[];
  /** By profile and key. */
  readonly preferences: Map<string, KeptPreference>;
  policy: RetentionPolicy;
  /** What was applied, and never is again. */
  readonly requests: Set<string>;
  readonly runs: Map<string, Run>;
}

export function createModel(): Model {
  return {
    nowMs: NOON_MS,
    sessions: new Map(),
    messages: new Map(),
    drafts: new Map(),
    snapshots: new Map(),
    events: [],
    preferences: new Map(),
    policy: DEFAULT_POLICY,
    requests: new Set(),
    runs: new Map(),
  };
}

/** A change that the rules refuse, with the stated code. */
export class Refusal extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

export function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}

/** Messages of a session in their order. */
export function messagesOf(model: Model, sessionId: string): KnownMessage[] {
  const own = [...model.messages.values()].filter((message) => message.sessionId === sessionId);
  return own.sort((a, b) => a.sequence - b.sequence);
}

/** A session with its sums, as it crosses the wire. */
export function sessionOf(model: Model, id: string): Session {
  const session = model.sessions.get(id);
  if (!session) throw new Refusal('not-found');
  const messages = messagesOf(model, id);
  const sum = (key: 'promptTokens' | 'completionTokens' | 'cost') =>
    messages.reduce((all, m) => all + (m[key] ?? 0), 0);
  return {
    ...session,
    messageCount: messages.length,
    promptTokens: sum('promptTokens'),
    completionTokens: sum('completionTokens'),
    cost: sum('cost'),
  };
}

/** A message as it crosses the wire. */
export function messageOf(model: Model, id: string): Message {
  const message = model.messages.get(id);
  if (!message) throw new Refusal('not-found');
  const { baseUrl: _, ...told } = message;
  return told;
}

/** A draft; an empty one where none was set. */
export function draftOf(model: Model, sessionId: string | null): Draft {
  return model.drafts.get(sessionId) ?? { sessionId, content: '', updatedAt: timeOf(0) };
}

/** A session whose messages change is the newest in the list. */
export function touchSession(model: Model, id: string): void {
  const session = model.sessions.get(id);
  if (!session) return;
  const now = timeOf(model.nowMs);
  if (now > session.updatedAt) session.updatedAt = now;
}

/** Changes a message that is there. */
export function changeMessage(model: Model, id: string, changes: Partial<KnownMessage>): KnownMessage {
  const before = model.messages.get(id);
  if (!before) throw new Refusal('not-found');
  const message = { ...before, ...changes };
  model.messages.set(id, message);
  touchSession(model, message.sessionId);
  return message;
}
