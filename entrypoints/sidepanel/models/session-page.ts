import type { Result } from '../../../lib/protocol/methods.ts';
import type { Session } from '../../../lib/protocol/shapes.ts';
import { keepIdentity } from './keep-identity.ts';

export const SHELVES = ['active', 'archived', 'trash'] as const;
export type Shelf = (typeof SHELVES)[number];

/** The sessions of one shelf as far as they are read, newest first. */
export interface SessionPage {
  readonly sessions: readonly Session[];
  readonly nextCursor: string | null;
  /** The last row that was read: the next page begins after it, also when it is gone meanwhile. */
  readonly end: Session | undefined;
}

type ReadPage = Result<'sessions/list'>;

/** Most rows that are read at once. */
export const MAX_PAGE_SIZE = 200;

export function shelfOf(session: Session): Shelf {
  if (session.deletedAt !== null) return 'trash';
  return session.isArchived ? 'archived' : 'active';
}

/** The fresh first rows, then those loaded before that lie beyond them. */
export function refresh(shown: SessionPage | undefined, { sessions: read, nextCursor }: ReadPage): SessionPage {
  const end = read.at(-1);
  if (!shown) return { sessions: read, nextCursor, end };
  const known = new Map(shown.sessions.map((session) => [session.id, session]));
  const sessions = read.map((session) => keepIdentity(known.get(session.id), session));
  // Where no row is known, there can be others between these and the ones before.
  const joins = read.some(({ id }) => known.has(id));
  if (!end || !joins || nextCursor === null || shown.sessions.length <= MAX_PAGE_SIZE) {
    return { sessions, nextCursor, end };
  }
  const ids = new Set(read.map((session) => session.id));
  const beyond = shown.sessions.filter((session) => !ids.has(session.id) && newestFirst(end, session) < 0);
  return { ...shown, sessions: [...sessions, ...beyond] };
}

export function append(shown: SessionPage, { sessions, nextCursor }: ReadPage): SessionPage {
  const ids = new Set(shown.sessions.map((session) => session.id));
  const added = sessions.filter((session) => !ids.has(session.id));
  return { sessions: [...shown.sessions, ...added], nextCursor, end: sessions.at(-1) ?? shown.end };
}

/** Puts a row in its place. One that lies beyond what is read comes with its page. */
export function place(shown: SessionPage, session: Session): SessionPage {
  const known = shown.sessions.find((other) => other.id === session.id);
  const row = keepIdentity(known, session);
  if (row === known) return shown;
  const rest = takeAway(shown, session.id);
  if (rest.nextCursor !== null && rest.end && newestFirst(rest.end, row) < 0) return rest;
  const index = rest.sessions.findIndex((other) => newestFirst(row, other) < 0);
  return { ...rest, sessions: rest.sessions.toSpliced(index < 0 ? rest.sessions.length : index, 0, row) };
}

export function takeAway(shown: SessionPage, id: string): SessionPage {
  return { ...shown, sessions: shown.sessions.filter((session) => session.id !== id) };
}

/** The order of the store. */
function newestFirst(a: Session, b: Session): number {
  if (a.updatedAt === b.updatedAt) return a.id < b.id ? 1 : -1;
  return a.updatedAt < b.updatedAt ? 1 : -1;
}
