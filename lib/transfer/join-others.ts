import { parseEvents } from '../playback/recorded-events.ts';
import { MAX_CONTENT_BYTES } from '../protocol/limits.ts';
import type { RecordedEvent } from '../protocol/recording-shapes.ts';
import { formatTimestamp } from '../protocol/timestamp.ts';
import { sha256Of } from '../store/content-hash.ts';
import { readRecordedEvents } from '../store/recording-events.ts';
import type { SqlDatabase } from '../store/sql-database.ts';
import { derivedId } from './imported-id.ts';
import { INCOMING } from './plan-import.ts';

/**
 * Prepares what is not of a session, and is here and differs, so that neither side's is lost when it comes in: drafts have both
 * texts, a snapshot is starred that was on either side, the longer of two recordings stays, and what cannot be one comes under
 * an id of its own. Part of a transaction.
 */
export function joinOthers(db: SqlDatabase): void {
  joinDrafts(db);
  joinSnapshots(db);
  joinRecordings(db);
}

interface DraftPair {
  readonly ord: number;
  readonly ours: string;
  readonly theirs: string;
  readonly oursAt: string;
  readonly theirsAt: string;
}

/** The older text first, as it is when a stored draft could not be read. An empty one says that its text was sent, or cleared. */
function joinDrafts(db: SqlDatabase): void {
  const pairs = db.all<DraftPair>(
    `SELECT staged.ord, here.content AS ours, staged.content AS theirs, here.updated_at AS oursAt, staged.updated_at AS theirsAt
     FROM ${INCOMING}.drafts AS staged JOIN main.drafts AS here USING (session_id)`,
  );
  for (const { ord, ours, theirs, oursAt, theirsAt } of pairs) {
    const [older, newer] = theirsAt > oursAt ? [ours, theirs] : [theirs, ours];
    if (older.trim() === '' || newer.trim() === '' || newer.includes(older.trim())) continue;
    const content = older.includes(newer.trim()) ? older : `${older}\n\n${newer}`;
    if (content === ours || content.length * 3 > MAX_CONTENT_BYTES) continue;
    const updatedAt = theirsAt > oursAt ? theirsAt : formatTimestamp(Date.parse(oursAt) + 1);
    db.run(`UPDATE ${INCOMING}.drafts SET content = ?, updated_at = ? WHERE ord = ?`, [content, updatedAt, ord]);
  }
}

/** What a snapshot holds never changes; its star and its name do. */
function joinSnapshots(db: SqlDatabase): void {
  const pairs = `FROM ${INCOMING}.snapshots AS staged JOIN main.snapshots AS here USING (id)`;
  const others = db.all<{ ord: number; id: string; state: string }>(
    `SELECT staged.ord, id, staged.state_json AS state ${pairs} WHERE staged.state_json IS NOT here.state_json`,
  );
  for (const { ord, id, state } of others) giveOwnId(db, 'snapshots', ord, id, state);
  db.exec(
    `UPDATE main.snapshots AS here SET starred = max(coalesce(here.starred, 0), coalesce(staged.starred, 0)),
       description = coalesce(staged.description, here.description)
     FROM ${INCOMING}.snapshots AS staged
     WHERE staged.id = here.id AND (staged.starred IS NOT here.starred OR staged.description IS NOT here.description)`,
  );
}

const OF_RECORDING = ['title', 'duration', 'events_json', 'snapshots_json', 'metadata_json'];

/** Events are known by their ordinals: one recording that has all of another's is that one, gone on with. */
function joinRecordings(db: SqlDatabase): void {
  const pairs = db.all<{ ord: number; id: string }>(
    `SELECT staged.ord, id FROM ${INCOMING}.recordings AS staged JOIN main.recordings AS here USING (id)
     WHERE ${OF_RECORDING.map((column) => `staged.${column} IS NOT here.${column}`).join(' OR ')}`,
  );
  for (const { ord, id } of pairs) {
    const json = {
      theirs: eventsJson(db, `${INCOMING}.recordings WHERE ord = ?`, ord),
      ours: eventsJson(db, 'main.recordings WHERE id = ?', id),
    };
    const [theirs, ours] = [parseEvents(json.theirs), readRecordedEvents(db, id)];
    const isOdd = isNoneOfOurs(theirs, json.theirs) || isNoneOfOurs(ours, json.ours);
    if (isOdd ? json.theirs === json.ours : hasAll(theirs, ours)) takeRecording(db, ord, id);
    else if (isOdd || !hasAll(ours, theirs)) giveOwnId(db, 'recordings', ord, id, json.theirs);
  }
}

function eventsJson(db: SqlDatabase, where: string, key: string | number): string {
  return db.get<{ json: string }>(`SELECT events_json AS json FROM ${where}`, [key])?.json ?? '';
}

/** Something without a single event: nobody knows what of it is what. */
function isNoneOfOurs(events: readonly RecordedEvent[], json: string): boolean {
  return events.length === 0 && json !== '[]';
}

function hasAll(whole: readonly RecordedEvent[], part: readonly RecordedEvent[]): boolean {
  const known = new Map(whole.map((event) => [event.ordinal, event]));
  return part.every((event) => JSON.stringify(known.get(event.ordinal)) === JSON.stringify(event));
}

function takeRecording(db: SqlDatabase, ord: number, id: string): void {
  db.run(
    `UPDATE main.recordings SET (${OF_RECORDING.join(', ')}) =
       (SELECT ${OF_RECORDING.join(', ')} FROM ${INCOMING}.recordings WHERE ord = ?) WHERE id = ?`,
    [ord, id],
  );
  db.run('DELETE FROM main.recording_events WHERE recording_id = ?', [id]);
}

/** Always the same for the same content. */
function giveOwnId(db: SqlDatabase, table: 'snapshots' | 'recordings', ord: number, id: string, content: string): void {
  const ownId = derivedId(table, id, sha256Of(db, content));
  db.run(`UPDATE ${INCOMING}.${table} SET id = ? WHERE ord = ?`, [ownId, ord]);
}
