import type { Session } from '../../../lib/protocol/shapes.ts';
import { keepIdentity } from './keep-identity.ts';

export const SHELVES = ['active', 'archived', 'trash'] as const;
export type Shelf = (typeof SHELVES)[number];

/** The sessions of one shelf as far as they are read, newest first. */
export interface SessionPage {
  readonly sessions: readonly Session[];
  readonly nextCursor: string | null;
}

/** Most rows that are read at once. */
export const MAX_PAGE_SIZE = 200;

export function shelfOf(session: Session): Shelf {
  if (session.deletedAt !== null) return 'trash';
  return session.isArchived ? 'archived' : 'active';
}

function newestFirst(a: Session, b: Session): number {
  if (a.updatedAt === b.updatedAt) return a.id < b.id ? 1 : -1;
  return a.updatedAt < b.updatedAt ? 1 : -1;
}

/** The fresh first rows, then those loaded before that lie beyond them. */
export function refresh(shown: SessionPage | undefined, fresh: SessionPage): SessionPage {
  if (!shown) return fresh;
  const known = new Map(shown.sessions.map((session) => [session.id, session]));
  const sessions = fresh.sessions.map((session) => keepIdentity(known.get(session.id), session));
  const last = fresh.sessions.at(-1);
  if (!last || fresh.nextCursor === null || shown.sessions.length <= MAX_PAGE_SIZE) return { ...fresh, sessions };
  const ids = new Set(fresh.sessions.map((session) => session.id));
  const beyond = shown.sessions.filter((session) => !ids.has(session.id) && newestFirst(last, session) < 0);
  return { sessions: [...sessions, ...beyond], nextCursor: shown.nextCursor };
}

export function append(shown: SessionPage, next: SessionPage): SessionPage {
  const ids = new Set(shown.sessions.map((session) => session.id));
  const added = next.sessions.filter((session) => !ids.has(session.id));
  return { sessions: [...shown.sessions, ...added], nextCursor: next.nextCursor };
}

/** Puts a row in its place, or takes it away when it is not to be there. */
export function place(shown: SessionPage, session: Session, isShown: boolean): SessionPage {
  const others = shown.sessions.filter((other) => other.id !== session.id);
  return { ...shown, sessions: isShown ? [...others, session].sort(newestFirst) : others };
}
