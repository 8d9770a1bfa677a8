import { outlineOf } from '../playback/outline.ts';
import type { Recording } from '../protocol/recording-shapes.ts';
import { appendEvents, readEventsPage, readRecordedEvents } from '../store/recording-events.ts';
import {
  deleteRecording,
  listRecordings,
  requireRecording,
  startRecording,
  stopRecording,
  touchRecording,
  updateRecording,
} from '../store/recordings.ts';
import type { SqlDatabase } from '../store/sql-database.ts';
import type { Handlers } from './handler.ts';
import { change, type StoreAccess } from './store-access.ts';

const TOUCHED = { tables: ['recordings'], sessionIds: [] };

/** Answers `recordings/*`. */
export function recordingHandlers(access: StoreAccess) {
  const { db } = access;

  function changeOne(id: string, requestId: string, work: (store: SqlDatabase, now: string) => Recording) {
    return change(
      access,
      requestId,
      TOUCHED,
      (store, now) => ({ recording: work(store, now) }),
      (store) => ({ recording: requireRecording(store, id) }),
    );
  }

  return {
    'recordings/start': (params, { requestId }) =>
      changeOne(params.id, requestId, (store, now) => startRecording(store, { ...params, createdAt: now })),
    'recordings/append': ({ id, events }, { requestId }) =>
      changeOne(id, requestId, (store, now) => {
        const lastMs = appendEvents(store, id, events);
        if (lastMs !== undefined) touchRecording(store, id, lastMs, now);
        return requireRecording(store, id);
      }),
    'recordings/stop': ({ id, ...end }, { requestId }) =>
      changeOne(id, requestId, (store) => stopRecording(store, id, end)),
    'recordings/list': (params) => listRecordings(db(), params),
    'recordings/get': ({ id }) => ({
      recording: requireRecording(db(), id),
      ...outlineOf(readRecordedEvents(db(), id)),
    }),
    'recordings/events': ({ id, fromMs, toMs }) => readEventsPage(db(), id, { fromMs, toMs }),
    'recordings/update': ({ id, ...changes }, { requestId }) =>
      changeOne(id, requestId, (store) => updateRecording(store, id, changes)),
    'recordings/delete': ({ id }, { requestId }) =>
      change(
        access,
        requestId,
        TOUCHED,
        (store) => {
          deleteRecording(store, id);
          return {};
        },
        () => ({}),
      ),
  } satisfies Partial<Handlers>;
}
