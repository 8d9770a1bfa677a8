import type { MessageDigest, SessionDigest } from '../../../lib/protocol/digest-methods.ts';
import type { RowCounts } from '../../../lib/protocol/keeping-shapes.ts';
import type { Result } from '../../../lib/protocol/methods.ts';
import { requireMessage } from '../../../lib/store/messages.ts';
import { BEING_PURGED } from '../../../lib/store/purge.ts';
import type { SqlDatabase } from '../../../lib/store/sql-database.ts';
import { isSecretPreference, sessionColumnOf, TABLE_NAMES, type TableName } from '../../../lib/transfer/tables.ts';
import { readHostDigests, readHostMessages, readMessageDigests, type SessionDigests } from './digests.ts';
import type { HostClient } from './host-client.ts';

export interface MovedStore {
  readonly db: SqlDatabase;
  readonly digests: SessionDigests;
  /** What the host said that it took. */
  readonly taken: Result<'data/import'>;
  readonly client: HostClient;
  readonly signal: AbortSignal;
}

/**
 * Asks the host what it has now, and says in a few words each what is not there as it is here; nothing when all of it is. A
 * session may have more messages there, and may be there under another id beside one that differs. Errors: those of the host.
 */
export async function differencesAfterMove({ db, digests, taken, client, signal }: MovedStore): Promise<string[]> {
  const there = await readHostDigests(client, signal);
  const copies = new Map((taken.copies ?? []).map(({ sessionId, copyId }) => [sessionId, copyId]));
  const differing: string[] = [];
  for (const digest of digests.values()) {
    if (there.get(digest.id)?.sha256 === digest.sha256) continue;
    const copyId = copies.get(digest.id);
    const isThere =
      copyId === undefined
        ? there.has(digest.id) && (await hasAllMessages(digest))
        : there.has(copyId) && (await isCopy(digest, copyId));
    if (!isThere) differing.push(`“${digest.title}”`);
  }
  return [...differing, ...missingRows(db, taken.counts)];

  async function hasAllMessages({ id }: SessionDigest): Promise<boolean> {
    const known = new Map((await readHostMessages(client, id, signal)).map((message) => [message.id, message]));
    for (const message of await readMessageDigests(db, id)) {
      const other = known.get(message.id);
      if (!other || !(isSame(message, other) || (await goesOnWith(message, other, id)))) return false;
    }
    return true;
  }

  /** What broke off here may be whole there. */
  async function goesOnWith(message: MessageDigest, other: MessageDigest, sessionId: string): Promise<boolean> {
    if (message.status === 'complete') return false;
    const page = await client.call('messages/list', { sessionId, after: other.sequence - 1, limit: 1 }, { signal });
    return page.messages[0]?.content.startsWith(requireMessage(db, message.id).content) ?? false;
  }

  async function isCopy({ id }: SessionDigest, copyId: string): Promise<boolean> {
    const [here, copied] = [await readMessageDigests(db, id), await readHostMessages(client, copyId, signal)];
    const isEqual = (message: MessageDigest, index: number) =>
      isSame(message, copied[index]) && message.sequence === copied[index]?.sequence;
    return here.length === copied.length && here.every(isEqual);
  }
}

function isSame(one: MessageDigest, other: MessageDigest | undefined): boolean {
  return one.sha256 === other?.sha256 && (one.status === other.status || other.status === 'complete');
}

/** The log of clean-ups stays behind where the host has one of its own. */
const COUNTED = TABLE_NAMES.filter((table) => table !== 'sweeps');

function missingRows(db: SqlDatabase, { added, replaced, skipped }: Result<'data/import'>['counts']): string[] {
  const wanted = countRowsToMove(db);
  const arrived = (table: TableName) => (added[table] ?? 0) + (replaced[table] ?? 0) + (skipped[table] ?? 0);
  return COUNTED.filter((table) => arrived(table) !== wanted[table]).map(
    (table) => `${table.replace('_', ' ')} (${arrived(table)} of ${wanted[table]})`,
  );
}

/** Rows that are to be in the host: not those of sessions that are just being removed, nor what may never leave this browser. */
function countRowsToMove(db: SqlDatabase): RowCounts {
  const being = 'SELECT id FROM sessions WHERE deleted_at = ?';
  return Object.fromEntries(
    COUNTED.map((table) => {
      if (table === 'preferences') {
        const keys = db.all<{ key: string }>('SELECT key FROM preferences');
        return [table, keys.filter(({ key }) => !isSecretPreference(key)).length];
      }
      const session = sessionColumnOf(table);
      const isGoing = session !== null && table !== 'recordings';
      const where = isGoing ? `WHERE ${session} IS NULL OR ${session} NOT IN (${being})` : '';
      const sql = `SELECT count(*) AS rows FROM ${table} ${where}`;
      return [table, db.get<{ rows: number }>(sql, isGoing ? [BEING_PURGED] : [])?.rows ?? 0];
    }),
  );
}
