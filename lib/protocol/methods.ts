import * as v from 'valibot';
import type { BACKGROUND_METHODS } from './background-methods.ts';
import * as field from './fields.ts';
import { HANDSHAKE_METHODS } from './handshake-methods.ts';
import type { LATER_METHODS } from './later-methods.ts';
import { change, command, type MethodKind, read } from './method.ts';
import type { PLACE_METHODS } from './place-methods.ts';
import * as shape from './shapes.ts';

const nothing = v.object({});
const oneSession = v.object({ session: shape.session });
const oneMessage = v.object({ message: shape.message });
const oneReply = v.object({ reply: shape.message });
const provider = v.object({ baseUrl: field.baseUrl, model: field.name });
const tokens = v.nullable(field.count);
const toolCalls = v.nullable(v.array(v.unknown()));

/**
 * What a page asks the host from its first moment on. The rest of the contract is in `later-methods.ts`, which pages load when
 * they need it; `contract.ts` has all of it.
 */
export const FIRST_METHODS = {
  ...HANDSHAKE_METHODS,

  'sessions/create': change(
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
    v.object({
      limit: field.listLimit,
      cursor: v.optional(field.cursor),
      archived: v.optional(v.boolean(), false),
      deleted: v.optional(v.boolean(), false),
    }),
    v.object({ sessions: v.array(shape.session), nextCursor: v.nullable(v.string()) }),
  ),
  'sessions/get': read(v.object({ id: field.reference }), oneSession),
  'sessions/update': change(
    v.object({
      id: field.reference,
      title: v.optional(field.shortText),
      isArchived: v.optional(v.boolean()),
      model: v.optional(field.shortText),
      branchName: v.optional(field.shortText),
    }),
    oneSession,
  ),
  'sessions/delete': change(v.object({ id: field.reference, forever: v.optional(v.boolean(), false) }), nothing),
  'sessions/restore': change(v.object({ id: field.reference }), oneSession),
  'sessions/branch': change(
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
    v.object({
      sessionId: field.reference,
      limit: field.listLimit,
      before: v.optional(field.count),
      after: v.optional(field.count),
    }),
    v.object({ messages: v.array(shape.message), hasMore: v.boolean() }),
  ),

  'drafts/get': read(v.object({ sessionId: v.nullable(field.reference) }), v.object({ draft: shape.draft })),
  'drafts/set': change(
    v.object({ sessionId: v.nullable(field.reference), content: field.text, updatedAt: field.timestamp }),
    v.object({ draft: shape.draft }),
  ),

  'chat/send': change(
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
    v.object({ replyId: field.reference, newReplyId: field.newId, branchId: field.newId, provider }),
    v.object({ session: shape.session, reply: shape.message }),
  ),
  'chat/continue': command(v.object({ replyId: field.reference, provider }), oneReply),
  'chat/cancel': command(v.object({ replyId: field.reference }), nothing),
  'models/list': read(v.object({ baseUrl: field.baseUrl }), v.object({ models: v.array(shape.model) })),
  'balance/get': read(v.object({ baseUrl: field.baseUrl }), shape.balance),

  'preferences/mirror': change(v.object({ profileId: field.newId, values: field.preferences }), nothing),
  'preferences/restore': read(
    v.object({ profileId: v.optional(field.newId) }),
    v.object({ values: shape.mirroredPreferences }),
  ),
} as const;

type HostMethods = typeof FIRST_METHODS & typeof LATER_METHODS;
type Methods = HostMethods & typeof BACKGROUND_METHODS & typeof PLACE_METHODS;
/** Methods of the host. */
export type MethodName = keyof HostMethods;
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
