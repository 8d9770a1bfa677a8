import { createHash } from 'node:crypto';
import type { Session } from '../../../lib/protocol/shapes.ts';
import type { Client } from '../../../lib/rpc/client.ts';
import { FROZEN_UNTIL } from './filling.ts';

/** Longer texts are told by their length and hash. */
const MAX_TEXT = 2000;

const EVERYTHING = { from: '2026-01-01T00:00:00.000Z', to: FROZEN_UNTIL } as const;

/** In texts of any role, titles, the long text, the trash; and what nobody wrote. */
const SEARCHES = ['wallaby', 'ÅLESUND', '漢字', 'lighthouses', 'capercaill', 'pasted', 'insertion sort', 'unwritten'];

/**
 * What a person sees of a frozen store, read as panels read it. Times after the freeze are told as such: they are those of the host
 * that opened it. Without what tells of no data, as cursors and the snippets around a hit.
 */
export async function whatIsSeen({ call }: Client): Promise<unknown> {
  const { store } = await call('hello', { protocol: 1, client: { name: 'test', version: '1' } });
  const shelves = [{}, { archived: true }, { deleted: true }];
  const lists = await Promise.all(
    shelves.map((shelf) => allPages((page) => call('sessions/list', { ...shelf, ...page }), 'sessions')),
  );
  const sessions = lists.flat();
  const seen = {
    store: { id: store.id, sessions: store.sessions, messages: store.messages, lastSweepAt: store.lastSweepAt },
    lists: lists.map((list) => list.map(({ id }) => id)),
    sessions: await inTurn(sessions, (session) => seenOfSession(call, session)),
    draftOfNone: (await call('drafts/get', { sessionId: null })).draft,
    snapshots: await seenOfSnapshots(call),
    recordings: await seenOfRecordings(call),
    leftBehind: await call('recovery/list', {}),
    searches: await inTurn(SEARCHES, async (query) => ({
      query,
      hits: await hitsOf(call, { query }),
      inTrash: await hitsOf(call, { query, deleted: true }),
    })),
    usage: [await usageBy(call, 'day', 'model'), await usageBy(call, 'month', 'session')],
    balance: (await call('balance/history', EVERYTHING)).points,
    preferences: (await call('preferences/restore', {})).values,
    retention: (await call('retention/policy', {})).policy,
    sweeps: await allPages((page) => call('retention/log', page), 'sweeps'),
  };
  return told(seen);
}

type Call = Client['call'];

async function seenOfSession(call: Call, session: Session) {
  const sessionId = session.id;
  const messages = [];
  for (let after = 0, hasMore = true; hasMore; after = messages.at(-1)?.sequence ?? 0) {
    const page = await call('messages/list', { sessionId, after, limit: 5 });
    messages.push(...page.messages);
    hasMore = page.hasMore;
  }
  const { branches } = await call('sessions/branches', { id: sessionId });
  return {
    session,
    messages,
    draft: (await call('drafts/get', { sessionId })).draft,
    family: branches.map(({ session: { id }, lastPlace, opening }) => ({ id, lastPlace, opening })),
    fileChanges: await allPages((page) => call('file-changes/list', { sessionId, ...page }), 'fileChanges'),
    proofs: await allPages((page) => call('proofs/list', { sessionId, ...page }), 'proofs'),
  };
}

async function seenOfSnapshots(call: Call) {
  const snapshots = await allPages((page) => call('snapshots/list', page), 'snapshots');
  return inTurn(snapshots, async ({ id }) => await call('snapshots/get', { id }));
}

async function seenOfRecordings(call: Call) {
  const recordings = await allPages((page) => call('recordings/list', page), 'recordings');
  return inTurn(recordings, async ({ id }) => ({
    ...(await call('recordings/get', { id })),
    // From a keyframe on; before it, from the beginning.
    fromStart: await call('recordings/events', { id, fromMs: 0, toMs: 1000 }),
    later: await call('recordings/events', { id, fromMs: 50_000, toMs: 120_000 }),
  }));
}

/** Without the many days on which nothing happened. */
async function usageBy(call: Call, bucket: 'day' | 'month', by: 'model' | 'session') {
  const { buckets, ...sums } = await call('analytics/summary', { ...EVERYTHING, bucket, by });
  return { ...sums, buckets: buckets.filter(({ events }) => events > 0) };
}

async function hitsOf(call: Call, query: { query: string; deleted?: boolean }) {
  const hits = await allPages((page) => call('messages/search', { ...query, ...page }), 'hits');
  return hits.map(({ messageId, sessionId, createdAt, snippet }) => ({
    ...{ messageId, sessionId, createdAt },
    marked: snippet.flatMap(({ text, match }) => (match ? [text] : [])),
  }));
}

/** All rows of a list, through pages so short that there are several. */
async function allPages<Key extends string, Row>(
  ask: (page: { limit: number; cursor?: string }) => Promise<Record<Key, Row[]> & { nextCursor: string | null }>,
  key: Key,
): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await ask({ limit: 3, ...(cursor && { cursor }) });
    rows.push(...page[key]);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return rows;
}

async function inTurn<Item, Result>(items: readonly Item[], ask: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await ask(item));
  return results;
}

function told(value: unknown): unknown {
  if (typeof value === 'string') return toldText(value);
  if (Array.isArray(value)) return value.map(told);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, told(entry)]));
}

function toldText(text: string): string {
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)) return text < FROZEN_UNTIL ? text : 'after the freeze';
  if (text.length <= MAX_TEXT) return text;
  return `${text.length} characters, SHA-256 ${createHash('sha256').update(text).digest('hex')}`;
}
