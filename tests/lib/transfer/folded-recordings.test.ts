import { describe, expect, it } from 'vitest';
import { parseEvents } from '../../../lib/playback/recorded-events.ts';
import { appendEvents, readRecordedEvents } from '../../../lib/store/recording-events.ts';
import { startRecording, stopRecording, touchRecording } from '../../../lib/store/recordings.ts';
import { readRows } from '../../../lib/transfer/read-rows.ts';
import { addSession, at } from '../../contract/rows.ts';
import { openTemporaryStore } from '../../support/temporary-store.ts';

function openRecorded() {
  const db = openTemporaryStore();
  addSession(db, 's');
  for (const id of ['ended', 'reopened', 'running', 'fresh']) {
    startRecording(db, { id, sessionId: 's', title: id, createdAt: at(0) });
  }
  const event = (ordinal: number) => ({
    ordinal,
    atMs: ordinal * 10,
    type: 'x',
    data: { text: `“${ordinal}”`, a: [1] },
  });
  for (const id of ['ended', 'reopened']) {
    appendEvents(db, id, [event(0), event(1)]);
    touchRecording(db, id, 10, at(0));
    stopRecording(db, id, {});
  }
  for (const id of ['reopened', 'running']) {
    appendEvents(db, id, [event(2), event(3)]);
    touchRecording(db, id, 30, at(1));
  }
  return db;
}

describe('readRows of recordings', () => {
  it('gives each with all its events, also one that runs, and changes nothing', () => {
    const db = openRecorded();
    const before = db.all('SELECT * FROM recording_events');
    const rows = [...readRows(db, 'recordings')].flat();
    expect(rows.map(({ id, events_json }) => [id, parseEvents(String(events_json))])).toEqual(
      ['ended', 'reopened', 'running', 'fresh'].map((id) => [id, readRecordedEvents(db, id)]),
    );
    expect(db.all('SELECT * FROM recording_events')).toEqual(before);
    expect(rows.map((row) => Object.keys(row))).toEqual(
      rows.map(() => Object.keys(db.get<object>('SELECT * FROM recordings') ?? {})),
    );
  });

  it.each([
    ['no such table', 'DROP TABLE recording_events'],
    ['one of another making', 'ALTER TABLE recording_events ADD COLUMN more TEXT'],
    ['events that are no JSON', "UPDATE recording_events SET data_json = '{'"],
  ])('reads a store with %s', (_, sql) => {
    const db = openRecorded();
    db.exec(sql);
    const rows = [...readRows(db, 'recordings')].flat();
    expect(rows.map(({ id }) => id)).toEqual(['ended', 'reopened', 'running', 'fresh']);
    for (const { events_json } of rows) expect(() => JSON.parse(String(events_json))).not.toThrow();
  });
});
