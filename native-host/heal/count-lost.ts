import * as v from 'valibot';
import * as field from '../../lib/protocol/fields.ts';
import type { SqlDatabase, SqlValue } from '../../lib/store/sql-database.ts';
import type { DamagedRow } from './read-damaged.ts';

/** What the damaged store says of messages, whether they can be read or not. */
export interface Known {
  /** A place of a session that has, or had, a message. */
  addPlace(row: DamagedRow): void;
  /** A session, with how many messages it says it has. */
  addSession(row: Readonly<Record<string, SqlValue>>): void;
  /** A session whose messages were changed. */
  touch(sessionId: SqlValue | undefined): void;
}

/** To be told what is known, for `countLost` on the same connection. `mostMessages`: larger numbers are not believed. */
export function openKnown(db: SqlDatabase, mostMessages: number): Known {
  db.exec(`
    DROP TABLE IF EXISTS temp.known_places;
    DROP TABLE IF EXISTS temp.known_counts;
    DROP TABLE IF EXISTS temp.touched;
    CREATE TEMP TABLE known_places (session_id TEXT, sequence INTEGER, PRIMARY KEY (session_id, sequence)) WITHOUT ROWID;
    CREATE TEMP TABLE known_counts (session_id TEXT PRIMARY KEY, messages INTEGER) WITHOUT ROWID;
    CREATE TEMP TABLE touched (id TEXT PRIMARY KEY) WITHOUT ROWID;
  `);
  const isBelievable = (value: unknown): value is number => v.is(field.count, value) && value <= mostMessages;

  function touch(sessionId: SqlValue | undefined): void {
    db.run('INSERT OR IGNORE INTO temp.touched VALUES (?)', [sessionId ?? null]);
  }

  return {
    addPlace({ session_id, sequence }) {
      if (!v.is(field.reference, session_id) || !isBelievable(sequence)) return;
      db.run('INSERT OR IGNORE INTO temp.known_places VALUES (?, ?)', [session_id, sequence]);
    },
    addSession({ id = null, message_count }) {
      touch(id);
      if (isBelievable(message_count))
        db.run('INSERT OR IGNORE INTO temp.known_counts VALUES (?, ?)', [id, message_count]);
    },
    touch,
  };
}

/**
 * How many messages are known to have been there and are found nowhere: places of a session without one, or as many as its
 * session says it has less those it has.
 */
export function countLost(db: SqlDatabase): number {
  const found = db.get<{ lost: number | null }>(`
    SELECT sum(max(0, coalesce(messages, 0) - present, missing)) AS lost FROM (
      SELECT ids.id,
        (SELECT messages FROM temp.known_counts WHERE session_id = ids.id) AS messages,
        (SELECT count(*) FROM messages WHERE session_id = ids.id) AS present,
        (SELECT count(*) FROM temp.known_places AS places WHERE places.session_id = ids.id AND NOT EXISTS (
          SELECT 1 FROM messages WHERE messages.session_id = ids.id AND messages.sequence = places.sequence)) AS missing
      FROM (SELECT session_id AS id FROM temp.known_counts UNION SELECT session_id FROM temp.known_places) AS ids
    )
  `);
  return found?.lost ?? 0;
}
