import * as v from 'valibot';

export const MESSAGE_ROLES = ['user', 'assistant', 'system', 'tool'] as const;
export const MESSAGE_STATUSES = ['queued', 'streaming', 'complete', 'interrupted', 'error'] as const;
export const STORE_STATES = [
  'connecting',
  'opening',
  'migrating',
  'ready',
  'failed',
  'disconnected',
  'version-mismatch',
] as const;

const nullableText = v.nullable(v.string());
const nullableNumber = v.nullable(v.number());

/** A conversation as it crosses the wire. Times ISO 8601 UTC with ms, cost US dollars. */
export const session = v.object({
  id: v.string(),
  title: v.string(),
  createdAt: v.string(),
  updatedAt: v.string(),
  model: v.string(),
  provider: nullableText,
  branchName: nullableText,
  parentSessionId: nullableText,
  branchPoint: nullableNumber,
  promptTokens: v.number(),
  completionTokens: v.number(),
  cost: v.number(),
  isArchived: v.boolean(),
  isImported: v.boolean(),
  messageCount: v.number(),
  deletedAt: nullableText,
  source: nullableText,
});
export type Session = v.InferOutput<typeof session>;

/** Why a reply failed, as kept with it. `retryable`: the same request may succeed later. */
export const messageError = v.object({ code: v.string(), message: v.string(), retryable: v.boolean() });
export type MessageError = v.InferOutput<typeof messageError>;

/** One turn. `sequence` counts from 1 within its session; `cost` null = not known; `reasoning` only where there is some. */
export const message = v.object({
  id: v.string(),
  sessionId: v.string(),
  role: v.picklist(MESSAGE_ROLES),
  content: v.string(),
  createdAt: v.string(),
  promptTokens: nullableNumber,
  completionTokens: nullableNumber,
  toolCalls: v.nullable(v.array(v.unknown())),
  sequence: v.number(),
  status: v.picklist(MESSAGE_STATUSES),
  model: nullableText,
  cost: nullableNumber,
  durationMs: nullableNumber,
  error: v.nullable(messageError),
  reasoning: v.optional(v.string()),
});
export type Message = v.InferOutput<typeof message>;

/** Text not sent. `sessionId` null = typed before any session existed. */
export const draft = v.object({ sessionId: nullableText, content: v.string(), updatedAt: v.string() });
export type Draft = v.InferOutput<typeof draft>;

/** US dollars per million tokens; null = not told. */
export const pricing = v.object({ inputPerMillion: v.number(), outputPerMillion: v.number() });
export type Pricing = v.InferOutput<typeof pricing>;

export const model = v.object({
  id: v.string(),
  name: v.string(),
  contextTokens: nullableNumber,
  pricing: v.nullable(pricing),
});
export type Model = v.InferOutput<typeof model>;

/** What the account holds. A field is null where the server tells nothing, as servers other than Venice do. */
export const balance = v.object({
  diem: nullableNumber,
  usd: nullableNumber,
  canConsume: v.nullable(v.boolean()),
  nextEpochAt: nullableText,
  fetchedAt: v.string(),
});
export type Balance = v.InferOutput<typeof balance>;

export const balancePoint = v.object({
  timestamp: v.string(),
  diem: nullableNumber,
  usd: nullableNumber,
  source: v.string(),
});
export type BalancePoint = v.InferOutput<typeof balancePoint>;

/** Preferences by key, each with the moment of its change; a value of null = it was removed. */
export const mirroredPreferences = v.record(v.string(), v.object({ value: v.unknown(), updatedAt: v.string() }));
export type MirroredPreferences = v.InferOutput<typeof mirroredPreferences>;

/** How a host failed; `message` ends a sentence. `wasRunning`: it had started before. */
export const hostFailure = v.object({ at: v.string(), message: v.string(), wasRunning: v.boolean() });
export type HostFailure = v.InferOutput<typeof hostFailure>;

/** The store as `hello` tells of it; null = not known yet, since `hello` answers while the store is still opening. */
export const storeInfo = v.object({
  id: nullableText,
  state: v.picklist(STORE_STATES),
  schemaVersion: nullableNumber,
  path: nullableText,
  bytes: nullableNumber,
  sqliteVersion: nullableText,
  sessions: nullableNumber,
  messages: nullableNumber,
  lastSweepAt: nullableText,
  lastVerifiedBackupAt: nullableText,
});
export type StoreInfo = v.InferOutput<typeof storeInfo>;

/**
 * A change that the store has not acknowledged: method and parameters as they were sent. `error`: why the store refused it,
 * after which it waits for a person; null while it is sent by itself, or held.
 */
export const unsentChange = v.object({
  requestId: v.string(),
  method: v.string(),
  params: v.record(v.string(), v.unknown()),
  queuedAt: v.string(),
  error: v.nullable(v.object({ code: v.string(), message: v.string() })),
});
export type UnsentChange = v.InferOutput<typeof unsentChange>;
