import { describe, expect, it } from 'vitest';
import { playAt } from '../../lib/playback/play-at.ts';
import { MAX_CONTENT_BYTES } from '../../lib/protocol/limits.ts';
import type { Recording } from '../../lib/protocol/recording-shapes.ts';
import { appendEvents, type NewEvent, readEventsPage, readRecordedEvents } from '../../lib/store/recording-events.ts';
import {
  deleteRecording,
  listRecordings,
  type NewRecording,
  requireRecording,
  startRecording,
  stopRecording,
  touchRecording,
  updateRecording,
} from '../../lib/store/recordings.ts';
import { deleteSessionForever } from '../../lib/store/sessions.ts';
import type { SqlDatabase } from '../../lib/store/sql-database.ts';
import { addMessage, addSession, at, withCode } from './rows.ts';
import type { OpenStore } from './store-contract.ts';

const FRESH: Recording = {
  ...{ id: 'r', sessionId: 's', title: 'Tides', createdAt: at(1), durationMs: 0, state: 'running', panelId: 'panel' },
  profileId: 'profile',
  ...{ lastEventAt: null, tags: [], markers: [], earlierMessages: 1 },
  ...{ messages: 0, promptTokens: 0, completionTokens: 0, cost: 0 },
};

const EVENTS: readonly NewEvent[] = [
  { ordinal: 0, atMs: 100, type: 'message.user', data: { messageId: 'q', text: 'Why?' } },
  { ordinal: 1, atMs: 200, type: 'message.assistant.start', data: { messageId: 'a', model: 'm' } },
  { ordinal: 2, atMs: 40_000, type: 'message.assistant.chunk', data: { messageId: 'a', text: 'The moon', offset: 0 } },
  {
    ...{ ordinal: 3, atMs: 65_000, type: 'message.assistant.complete' },
    data: { messageId: 'a', status: 'complete', promptTokens: 5, completionTokens: 2, cost: 0.25 },
  },
];

export function recordingsContract(openStore: OpenStore): void {
  function openWithSession(): SqlDatabase {
    const db = openStore();
    addSession(db, 's');
    addMessage(db, 's', 'm1');
    return db;
  }
  const start = (db: SqlDatabase, changes: Partial<NewRecording> = {}) =>
    startRecording(db, {
      id: 'r',
      sessionId: 's',
      title: 'Tides',
      createdAt: at(1),
      panelId: 'panel',
      profileId: 'profile',
      ...changes,
    });
  const rowsOf = (db: SqlDatabase) => ({
    recording: db.get("SELECT * FROM recordings WHERE id = 'r'"),
    events: db.all('SELECT * FROM recording_events'),
  });
  function append(db: SqlDatabase, events: readonly NewEvent[], now = at(2)): void {
    const lastMs = appendEvents(db, 'r', events);
    if (lastMs !== undefined) touchRecording(db, 'r', lastMs, now);
  }

  describe('a recording', () => {
    it('begins empty, of a session that is there, under an id that is free', () => {
      const db = openWithSession();
      expect(start(db)).toEqual(FRESH);
      expect(readRecordedEvents(db, 'r')).toEqual([]);
      expect(() => start(db)).toThrow(withCode('conflict'));
      expect(() => start(db, { id: 'r2', sessionId: 'gone' })).toThrow(withCode('not-found'));
    });

    it('is written as it happens; the same event twice changes nothing', () => {
      const db = openWithSession();
      start(db);
      append(db, EVENTS.slice(0, 2));
      append(db, EVENTS.slice(0, 3), at(3));
      const before = rowsOf(db);
      append(
        db,
        EVENTS.slice(0, 3).map((event) => ({ ...event, atMs: 7, data: {} })),
        at(9),
      );
      expect(rowsOf(db)).toEqual(before);
      expect(readRecordedEvents(db, 'r')).toEqual(EVENTS.slice(0, 3));
      expect(requireRecording(db, 'r')).toEqual({ ...FRESH, durationMs: 40_000, lastEventAt: at(3) });
    });

    it('is folded at its end, with sums and keyframes, and stays as it is then', () => {
      const db = openWithSession();
      start(db);
      append(db, EVENTS);
      const sums = { messages: 2, promptTokens: 5, completionTokens: 2, cost: 0.25 };
      const ended = { ...FRESH, ...sums, durationMs: 70_000, lastEventAt: at(2), state: 'stopped' };
      expect(stopRecording(db, 'r', { durationMs: 70_000 })).toEqual(ended);
      const { recording, events } = rowsOf(db);
      expect(events).toEqual([]);
      const { events_json, snapshots_json } = recording as Record<string, string>;
      expect(JSON.parse(events_json ?? '')).toEqual(EVENTS);
      expect(JSON.parse(snapshots_json ?? '').map(({ atMs }: { atMs: number }) => atMs)).toEqual([30_000, 60_000]);
      expect(stopRecording(db, 'r', { torn: true })).toEqual(ended);
      expect(readRecordedEvents(db, 'r')).toEqual(EVENTS);
    });

    it('whose panel died ends at its last event', () => {
      const db = openWithSession();
      start(db);
      append(db, EVENTS.slice(0, 2));
      expect(stopRecording(db, 'r', { durationMs: 99_999, torn: true })).toMatchObject({
        state: 'torn',
        durationMs: 200,
      });
      start(db, { id: 'empty' });
      expect(stopRecording(db, 'empty', { torn: true })).toMatchObject({ state: 'torn', durationMs: 0, messages: 0 });
    });

    it('loses nothing that comes after its end: it runs again until somebody ends it', () => {
      const db = openWithSession();
      start(db);
      append(db, EVENTS.slice(0, 2));
      stopRecording(db, 'r', { torn: true });
      append(db, EVENTS.slice(0, 2), at(8));
      expect(requireRecording(db, 'r').state).toBe('torn');
      append(db, EVENTS, at(9));
      expect(requireRecording(db, 'r')).toMatchObject({ state: 'running', durationMs: 65_000, lastEventAt: at(9) });
      expect(readRecordedEvents(db, 'r')).toEqual(EVENTS);
      expect(stopRecording(db, 'r', {})).toMatchObject({ state: 'stopped', durationMs: 65_000, completionTokens: 2 });
      expect(readRecordedEvents(db, 'r')).toEqual(EVENTS);
    });

    it('keeps events of any kind and time, in the order of their ordinals', () => {
      const db = openWithSession();
      start(db);
      append(db, [
        { ordinal: 4, type: 'made.later', data: { a: [1] } },
        { ordinal: 2, atMs: 50, type: 'x', data: {} },
        { ordinal: 1, atMs: -7, type: 'x', data: {} },
        { ordinal: 3, atMs: 20.4, type: 'x', data: {} },
      ]);
      append(db, [{ ordinal: 5, atMs: null, type: 'x', data: {} }]);
      expect(readRecordedEvents(db, 'r').map(({ ordinal, atMs, type }) => [ordinal, atMs, type])).toEqual([
        [1, 0, 'x'],
        [2, 50, 'x'],
        [3, 50, 'x'],
        [4, 50, 'made.later'],
        [5, 50, 'x'],
      ]);
      expect(stopRecording(db, 'r', {}).durationMs).toBe(50);
    });

    it('refuses events of none, and one that is too large', () => {
      const db = openWithSession();
      start(db);
      expect(() => appendEvents(db, 'gone', EVENTS)).toThrow(withCode('not-found'));
      const text = 'x'.repeat(MAX_CONTENT_BYTES);
      expect(() => appendEvents(db, 'r', [{ ordinal: 0, atMs: 0, type: 'x', data: { text } }])).toThrow(
        withCode('too-large'),
      );
    });

    it('outlives its session', () => {
      const db = openWithSession();
      start(db);
      append(db, EVENTS);
      deleteSessionForever(db, 's');
      expect(stopRecording(db, 'r', {}).messages).toBe(2);
      expect(readRecordedEvents(db, 'r')).toEqual(EVENTS);
    });

    it('is removed with all its events', () => {
      const db = openWithSession();
      start(db);
      append(db, EVENTS);
      deleteRecording(db, 'r');
      deleteRecording(db, 'r');
      expect(rowsOf(db)).toEqual({ recording: undefined, events: [] });
    });
  });

  describe('readEventsPage', () => {
    it.each([true, false])('gives the newest keyframe and what comes after it, ended: %s', (isEnded) => {
      const db = openWithSession();
      start(db);
      append(db, EVENTS);
      if (isEnded) stopRecording(db, 'r', {});
      const page = (fromMs: number, toMs: number) => {
        const { keyframe, events, untilMs } = readEventsPage(db, 'r', { fromMs, toMs });
        return [keyframe?.atMs, keyframe?.ordinal, events.map(({ ordinal }) => ordinal), untilMs];
      };
      expect(page(0, 150)).toEqual([undefined, undefined, [0], 150]);
      expect(page(29_999, 70_000)).toEqual([undefined, undefined, [0, 1, 2, 3], 70_000]);
      expect(page(30_000, 40_000)).toEqual([30_000, 1, [2], 40_000]);
      expect(page(1e9, 1e9)).toEqual([60_000, 2, [3], 1e9]);
      expect(page(-5, -5)).toEqual([undefined, undefined, [], 0]);
      const { keyframe, events } = readEventsPage(db, 'r', { fromMs: 62_000, toMs: 62_000 });
      expect(playAt(keyframe, events, 62_000)).toEqual(playAt(null, readRecordedEvents(db, 'r'), 62_000));
    });

    it('plays what older programs and other hands left', () => {
      const db = openWithSession();
      const insert = (id: string, events: string, snapshots: string | null, metadata: string | null) =>
        db.run('INSERT INTO recordings VALUES (?, ?, ?, ?, ?, ?, ?, ?)', [
          ...[id, 'gone', 'Old', at(0), 12.5],
          ...[events, snapshots, metadata],
        ]);
      insert('broken', '{"no": "list"', 'x', 'y');
      insert(
        'odd',
        '[null, 7, {"type": 5}, {"atMs": "x", "type": "message.user", "data": {"text": "Hi"}}]',
        '[{}]',
        '[]',
      );
      for (const id of ['broken', 'odd']) {
        expect(requireRecording(db, id)).toMatchObject({ state: 'stopped', durationMs: 12.5, tags: [], markers: [] });
      }
      expect(readEventsPage(db, 'broken', { fromMs: 0, toMs: 9 })).toEqual({ keyframe: null, events: [], untilMs: 9 });
      const { events } = readEventsPage(db, 'odd', { fromMs: 0, toMs: 9 });
      expect(playAt(null, events, 9).entries.map(({ kind, text }) => [kind, text])).toEqual([
        ['unknown', 'Unknown event: unknown'],
        ['question', 'Hi'],
      ]);
    });
  });

  describe('listRecordings', () => {
    it('lists the newest first, a page at a time, by title, tag and session, without a look at what they hold', () => {
      const db = openWithSession();
      addSession(db, 's2');
      for (const [minute, title] of ['Tides', 'Über Boote', 'More tides'].entries()) {
        start(db, { id: `r${minute}`, title, createdAt: at(minute), sessionId: minute === 1 ? 's2' : 's' });
      }
      updateRecording(db, 'r1', { tags: ['Harbour'] });
      const ids = (range: object) => listRecordings(db, { limit: 9, ...range }).recordings.map(({ id }) => id);
      expect(ids({})).toEqual(['r2', 'r1', 'r0']);
      expect(ids({ query: 'TIDES' })).toEqual(['r2', 'r0']);
      expect(ids({ query: 'über harb' })).toEqual(['r1']);
      expect(ids({ query: 'nothing' })).toEqual([]);
      expect(ids({ sessionId: 's2' })).toEqual(['r1']);
      const first = listRecordings(db, { limit: 2 });
      expect(first.recordings.map(({ id }) => id)).toEqual(['r2', 'r1']);
      expect(ids({ cursor: first.nextCursor })).toEqual(['r0']);
      expect(() => listRecordings(db, { limit: 2, cursor: 'x' })).toThrow(withCode('invalid'));
      const plan = db.all<{ detail: string }>(
        `EXPLAIN QUERY PLAN SELECT id, session_id, title, created_at, duration, metadata_json
         FROM recordings INDEXED BY idx_recordings_listed ORDER BY created_at DESC, id DESC LIMIT 9`,
      );
      expect(plan.map(({ detail }) => detail)).toEqual(['SCAN recordings USING COVERING INDEX idx_recordings_listed']);
    });
  });

  it('updateRecording changes what is given, and keeps what another program noted', () => {
    const db = openWithSession();
    start(db);
    db.exec(`UPDATE recordings SET metadata_json = json_set(metadata_json, '$.mood', 'calm')`);
    const markers = [
      { atMs: 9, label: 'b' },
      { atMs: 1, label: 'a' },
    ];
    expect(updateRecording(db, 'r', { title: 'New', tags: ['x', 'y', 'x'], markers })).toEqual({
      ...FRESH,
      ...{ title: 'New', tags: ['x', 'y'], markers: markers.toReversed() },
    });
    expect(updateRecording(db, 'r', { tags: [] })).toMatchObject({
      title: 'New',
      tags: [],
      markers: markers.toReversed(),
    });
    stopRecording(db, 'r', {});
    expect(db.get(`SELECT metadata_json ->> '$.mood' AS mood FROM recordings`)).toEqual({ mood: 'calm' });
    expect(() => updateRecording(db, 'gone', {})).toThrow(withCode('not-found'));
  });
}
