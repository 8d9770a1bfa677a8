import * as v from 'valibot';
import * as field from './fields.ts';
import * as shape from './shapes.ts';

/** read: may be asked again freely. change: idempotent by `_meta.requestId`. command: acts once, for a person who waits. */
export type MethodKind = 'read' | 'change' | 'command';

interface Method<
  Kind extends MethodKind,
  ParamsSchema extends v.GenericSchema<unknown, object>,
  ResultSchema extends v.GenericSchema,
> {
  readonly kind: Kind;
  readonly summary: string;
  readonly params: ParamsSchema;
  readonly result: ResultSchema;
  /** Parameters that are never logged. */
  readonly secrets: readonly string[];
}

const method =
  <Kind extends MethodKind>(kind: Kind) =>
  <P extends v.GenericSchema<unknown, object>, R extends v.GenericSchema>(
    summary: string,
    params: P,
    result: R,
    secrets: readonly string[] = [],
  ): Method<Kind, P, R> => ({ kind, summary, params, result, secrets });

const read = method('read');
const change = method('change');
const command = method('command');

const nothing = v.object({});
const oneSession = v.object({ session: shape.session });
const oneMessage = v.object({ message: shape.message });
const oneSnapshot = v.object({ snapshot: shape.snapshot });
const oneReply = v.object({ reply: shape.message });
const provider = v.object({ baseUrl: field.baseUrl, model: field.name });
const tokens = v.nullable(field.count);
const toolCalls = v.nullable(v.array(v.unknown()));

/** The contract: every method of protocol version 1 that this version answers. Everything else derives from it. */
export const METHODS = {
  hello: read(
    'Versions on both sides and the state of the store. Answers at once, also while a migration runs.',
    v.object({ protocol: v.number(), client: v.object({ name: field.name, version: field.name }) }),
    v.object({
      protocol: v.number(),
      host: v.object({ version: v.string(), pid: v.number(), engine: v.picklist(['native', 'embedded']) }),
      store: shape.storeInfo,
    }),
  ),
  'credentials/set': read(
    'The key for a model server, kept in memory only; null for a server that needs none. Replies that wait for it start.',
    v.object({ baseUrl: field.baseUrl, apiKey: v.nullable(v.pipe(v.string(), v.maxLength(10_000))) }),
    nothing,
    ['apiKey'],
  ),

  'sessions/create': change(
    'A new session.',
    v.object({
      id: field.newId,
      title: field.shortText,
      model: field.shortText,
      provider: v.optional(field.shortText),
      createdAt: v.optional(field.timestamp),
    }),
    oneSession,
  ),
  'sessions/list': read(
    'Sessions, newest `updatedAt` first; the order stays stable while rows change. `archived` and `deleted` choose which.',
    v.object({
      limit: field.listLimit,
      cursor: v.optional(field.cursor),
      archived: v.optional(v.boolean(), false),
      deleted: v.optional(v.boolean(), false),
    }),
    v.object({ sessions: v.array(shape.session), nextCursor: v.nullable(v.string()) }),
  ),
  'sessions/get': read('One session.', v.object({ id: field.reference }), oneSession),
  'sessions/update': change(
    'Changes the fields that are given.',
    v.object({
      id: field.reference,
      title: v.optional(field.shortText),
      isArchived: v.optional(v.boolean()),
      model: v.optional(field.shortText),
      branchName: v.optional(field.shortText),
    }),
    oneSession,
  ),
  'sessions/delete': change(
    'Moves a session into the trash; with `forever`, removes it and everything that belongs to it.',
    v.object({ id: field.reference, forever: v.optional(v.boolean(), false) }),
    nothing,
  ),
  'sessions/restore': change('Takes a session out of the trash.', v.object({ id: field.reference }), oneSession),
  'sessions/branch': change(
    'A new session with copies of the messages up to and including `at`. Copies carry no tokens and no cost.',
    v.object({
      id: field.newId,
      from: field.reference,
      at: field.count,
      branchName: v.optional(field.shortText),
      title: v.optional(field.shortText),
    }),
    oneSession,
  ),

  'messages/append': change(
    'Adds a message at the end of a session.',
    v.object({
      id: field.newId,
      sessionId: field.reference,
      role: v.picklist(shape.MESSAGE_ROLES),
      content: field.text,
      createdAt: v.optional(field.timestamp),
      promptTokens: v.optional(tokens),
      completionTokens: v.optional(tokens),
      toolCalls: v.optional(toolCalls),
      status: v.optional(v.picklist(shape.MESSAGE_STATUSES), 'complete'),
      model: v.optional(v.nullable(field.shortText)),
      cost: v.optional(v.nullable(field.money)),
      durationMs: v.optional(v.nullable(field.count)),
    }),
    oneMessage,
  ),
  'messages/update': change(
    'Changes the fields that are given; `content` and `toolCalls` only while the message is not complete.',
    v.object({
      id: field.reference,
      content: v.optional(field.text),
      status: v.optional(v.picklist(shape.MESSAGE_STATUSES)),
      promptTokens: v.optional(tokens),
      completionTokens: v.optional(tokens),
      toolCalls: v.optional(toolCalls),
      cost: v.optional(v.nullable(field.money)),
      durationMs: v.optional(v.nullable(field.count)),
      error: v.optional(v.nullable(shape.messageError)),
    }),
    oneMessage,
  ),
  'messages/list': read(
    'Messages in order: the newest ones, those before `before`, or those after `after` (sequences, not included).',
    v.object({
      sessionId: field.reference,
      limit: field.listLimit,
      before: v.optional(field.count),
      after: v.optional(field.count),
    }),
    v.object({ messages: v.array(shape.message), hasMore: v.boolean() }),
  ),

  'drafts/get': read(
    'The text not sent of a session; empty when there is none.',
    v.object({ sessionId: v.nullable(field.reference) }),
    v.object({ draft: shape.draft }),
  ),
  'drafts/set': change(
    'Keeps text not sent; an older `updatedAt` never wins. Returns what is kept.',
    v.object({ sessionId: v.nullable(field.reference), content: field.text, updatedAt: field.timestamp }),
    v.object({ draft: shape.draft }),
  ),

  'chat/send': change(
    'Commits the question and an empty reply, then asks the model. The reply is `queued` until a key for the server is there, and while eight others are being made.',
    v.object({
      sessionId: field.reference,
      userMessage: v.object({ id: field.newId, content: field.text }),
      replyId: field.newId,
      provider,
      clearsDraft: v.optional(v.boolean(), false),
    }),
    v.object({ userMessage: shape.message, reply: shape.message }),
  ),
  'chat/retry': change(
    'Asks again: in a branch at the question, with a new reply; an empty failed reply is taken up in place.',
    v.object({ replyId: field.reference, newReplyId: field.newId, branchId: field.newId, provider }),
    v.object({ session: shape.session, reply: shape.message }),
  ),
  'chat/continue': command(
    'Asks the model to go on where an interrupted reply stopped; new text is added to it.',
    v.object({ replyId: field.reference, provider }),
    oneReply,
  ),
  'chat/cancel': command(
    'Stops a reply. The text so far stays, the reply is `interrupted`.',
    v.object({ replyId: field.reference }),
    nothing,
  ),
  'models/list': read(
    "A server's models; the one it suggests comes first. Prices in US dollars per million tokens.",
    v.object({ baseUrl: field.baseUrl }),
    v.object({ models: v.array(shape.model) }),
  ),
  'balance/get': read('What the account holds now.', v.object({ baseUrl: field.baseUrl }), shape.balance),
  'balance/history': read(
    'What was seen of the balance between two moments, oldest first.',
    v.object({ from: field.timestamp, to: field.timestamp }),
    v.object({ points: v.array(shape.balancePoint) }),
  ),

  'snapshots/create': change(
    "Keeps a panel's state; the store adds how far its session is. A session that is gone leaves it of none.",
    v.object({
      id: field.newId,
      sessionId: v.nullable(field.reference),
      type: v.picklist(shape.SNAPSHOT_TYPES),
      trigger: v.looseObject({ type: field.name }),
      description: v.optional(v.nullable(field.shortText)),
      starred: v.optional(v.boolean(), false),
      ui: v.record(v.string(), v.unknown()),
    }),
    oneSnapshot,
  ),
  'snapshots/list': read(
    'Snapshots, newest first; of one session, of a type or between two moments where that is given.',
    v.object({
      sessionId: v.optional(field.reference),
      type: v.optional(v.picklist(shape.SNAPSHOT_TYPES)),
      from: v.optional(field.timestamp),
      to: v.optional(field.timestamp),
      limit: field.listLimit,
      cursor: v.optional(field.cursor),
    }),
    v.object({ snapshots: v.array(shape.snapshot), nextCursor: v.nullable(v.string()) }),
  ),
  'snapshots/get': read(
    'One snapshot with what it holds.',
    v.object({ id: field.reference }),
    v.object({ snapshot: shape.snapshot, state: shape.snapshotState }),
  ),
  'snapshots/update': change(
    'Changes the fields that are given.',
    v.object({
      id: field.reference,
      starred: v.optional(v.boolean()),
      description: v.optional(v.nullable(field.shortText)),
    }),
    oneSnapshot,
  ),
  'snapshots/delete': change(
    'Removes a snapshot; one that is not there is removed already.',
    v.object({ id: field.reference }),
    nothing,
  ),
  'recovery/list': read(
    'What was left behind in sessions that are not in the trash: drafts, and replies that broke off at the end; each newest first.',
    v.object({ limit: field.listLimit }),
    v.object({ drafts: v.array(shape.draftStart), replies: v.array(shape.interruptedReply) }),
  ),

  'analytics/record': change(
    'One usage event.',
    v.object({
      id: v.optional(field.newId),
      timestamp: v.optional(field.timestamp),
      eventType: field.name,
      sessionId: v.optional(v.nullable(field.reference)),
      model: v.optional(v.nullable(field.shortText)),
      promptTokens: v.optional(tokens),
      completionTokens: v.optional(tokens),
      cost: v.optional(v.nullable(field.money)),
      durationMs: v.optional(v.nullable(field.count)),
      metadata: v.optional(v.record(v.string(), v.unknown())),
    }),
    nothing,
  ),

  'preferences/mirror': change(
    'Keeps preferences of a browser profile; an older `updatedAt` never wins. A `value` of null = it was removed.',
    v.object({ profileId: field.newId, values: field.preferences }),
    nothing,
  ),
  'preferences/restore': read(
    'What is kept of a profile; without one, of the profile whose model server was chosen last.',
    v.object({ profileId: v.optional(field.newId) }),
    v.object({ values: shape.mirroredPreferences }),
  ),
} as const;

/** What the background answers itself: the changes that wait for a person (docs/protocol.md, "Kinds"), and where panels are. */
export const BACKGROUND_METHODS = {
  'unsent/list': read(
    'Changes that the store has not acknowledged, oldest first; those with an `error` wait for a person.',
    nothing,
    v.object({ changes: v.array(shape.unsentChange) }),
  ),
  'unsent/resolve': command(
    'Sends an unsent change again, or gives it up; one that is on its way to the store just now cannot be given up.',
    v.object({ requestId: field.newId, action: v.picklist(['retry', 'discard']) }),
    nothing,
  ),
  'panels/list': read(
    'Every panel that is not forgotten, as the journal has it, and the ids of those that live.',
    nothing,
    v.object({ panels: v.array(v.unknown()), living: v.array(v.string()) }),
  ),
  'panels/change': command(
    'Writes down where a panel is; what is not given stays, and an end is final.',
    v.object({
      panelId: field.newId,
      settledAt: v.optional(v.number()),
      endedAt: v.optional(v.number()),
      record: v.optional(v.record(v.string(), v.unknown())),
    }),
    nothing,
  ),
  'panels/forget': command(
    'Removes what was written down of panels that ended.',
    v.object({ panelIds: v.array(v.string()) }),
    nothing,
  ),
} as const;

/** Everything a page may call. */
export const CALLABLE_METHODS = { ...METHODS, ...BACKGROUND_METHODS };

type Methods = typeof CALLABLE_METHODS;
/** Methods of the host. */
export type MethodName = keyof typeof METHODS;
export type CallableName = keyof Methods;
type NamesOfKind<Kind extends MethodKind> = {
  [M in CallableName]: Methods[M]['kind'] extends Kind ? M : never;
}[CallableName];
export type ReadName = NamesOfKind<'read'>;
export type ChangeName = NamesOfKind<'change'>;
export type CommandName = NamesOfKind<'command'>;

/** What a caller passes. */
export type Params<M extends CallableName> = v.InferInput<Methods[M]['params']>;
/** What a handler gets: parsed, defaults filled in. */
export type ParsedParams<M extends CallableName> = v.InferOutput<Methods[M]['params']>;
export type Result<M extends CallableName> = v.InferOutput<Methods[M]['result']>;

/** Whether this version knows the method. */
export function isMethodName(value: string): value is MethodName {
  return Object.hasOwn(METHODS, value);
}
