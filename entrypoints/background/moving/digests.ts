import type { MessageDigest, SessionDigest } from '../../../lib/protocol/digest-methods.ts';
import { MAX_LIST_LIMIT } from '../../../lib/protocol/limits.ts';
import { listMessageDigests, listSessionDigests } from '../../../lib/store/digests.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import type { HostClient } from './host-client.ts';

/** What tells sessions apart, by their ids. */
export type SessionDigests = ReadonlyMap<string, SessionDigest>;

/** Of every session that the host has. Errors: those of the host; `version-mismatch` when it is too old to tell. */
export function readHostDigests(client: HostClient, signal: AbortSignal): Promise<SessionDigests> {
  return readAll(({ cursor }) =>
    client.call('sessions/digests', { limit: MAX_LIST_LIMIT, ...(cursor !== undefined && { cursor }) }, { signal }),
  );
}

/** The same of a store here; others have their turn between two pages. */
export function readDigests(db: SqlDatabase, yieldTurn: () => Promise<void>): Promise<SessionDigests> {
  return readAll(async ({ cursor }) => {
    await yieldTurn();
    return listSessionDigests(db, { limit: MAX_LIST_LIMIT, cursor });
  });
}

async function readAll(
  readPage: (range: { cursor: string | undefined }) => Promise<{ digests: SessionDigest[]; nextCursor: string | null }>,
): Promise<SessionDigests> {
  const found = new Map<string, SessionDigest>();
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await readPage({ cursor });
    for (const digest of page.digests) found.set(digest.id, digest);
    cursor = page.nextCursor;
  }
  return found;
}

/** Of each message that the host has in a session, in order. Errors: those of the host. */
export async function readHostMessages(
  client: HostClient,
  sessionId: string,
  signal: AbortSignal,
): Promise<MessageDigest[]> {
  return readMessages((after) =>
    client.call('messages/digests', { sessionId, limit: MAX_LIST_LIMIT, after }, { signal }),
  );
}

/** The same of a store here. */
export async function readMessageDigests(db: SqlDatabase, sessionId: string): Promise<MessageDigest[]> {
  return readMessages(async (after) => listMessageDigests(db, { sessionId, limit: MAX_LIST_LIMIT, after }));
}

async function readMessages(
  readPage: (after: number) => Promise<{ digests: MessageDigest[]; hasMore: boolean }>,
): Promise<MessageDigest[]> {
  const found: MessageDigest[] = [];
  for (let hasMore = true; hasMore; ) {
    const page = await readPage(found.at(-1)?.sequence ?? 0);
    found.push(...page.digests);
    hasMore = page.hasMore && page.digests.length > 0;
  }
  return found;
}
