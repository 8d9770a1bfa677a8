import type { Message, Session } from '../../../lib/protocol/shapes.ts';
import { draftOf, type Model, messageOf, messagesOf, sessionOf } from './model.ts';

/** Which sessions a list shows. */
export interface SessionFilter {
  readonly archived: boolean;
  readonly deleted: boolean;
}

/** Sessions in the order of the list, the newest change first. */
export function listSessions(model: Model, { archived, deleted }: SessionFilter): Session[] {
  return [...model.sessions.values()]
    .filter((session) =>
      deleted ? session.deletedAt !== null : session.deletedAt === null && session.isArchived === archived,
    )
    .map(({ id }) => sessionOf(model, id))
    .sort((a, b) => (a.updatedAt === b.updatedAt ? compareText(b.id, a.id) : compareText(b.updatedAt, a.updatedAt)));
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Which messages of a session: the newest, or those on one side of a place. */
export interface MessageRange {
  readonly sessionId: string;
  readonly limit: number;
  readonly before?: number;
  readonly after?: number;
}

/** A page of messages in their order, and whether the same direction has others. */
export function listMessages(model: Model, range: MessageRange): { messages: Message[]; hasMore: boolean } {
  sessionOf(model, range.sessionId);
  const { before = Number.POSITIVE_INFINITY, after = 0, limit } = range;
  const all = messagesOf(model, range.sessionId).filter(({ sequence }) => sequence > after && sequence < before);
  const page = range.after === undefined ? all.slice(-limit) : all.slice(0, limit);
  return { messages: page.map(({ id }) => messageOf(model, id)), hasMore: page.length < all.length };
}

/** The draft of a session, or of the panel without one. */
export function getDraft(model: Model, sessionId: string | null) {
  return { draft: draftOf(model, sessionId) };
}
