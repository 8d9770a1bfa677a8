import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { v7 as newId } from 'uuid';
import { migrate } from '../../../lib/store/migrate.ts';
import { appendEvents, type NewEvent } from '../../../lib/store/recording-events.ts';
import { startRecording, stopRecording, touchRecording, updateRecording } from '../../../lib/store/recordings.ts';
import { createSession } from '../../../lib/store/sessions.ts';
import { openDatabase } from '../../../native-host/database.ts';

export interface WrittenRecording {
  readonly title: string;
  readonly startMs: number;
  /** Questions and answers in turn. */
  readonly texts: readonly string[];
  readonly tags?: readonly string[];
  readonly markers?: readonly { readonly atMs: number; readonly label: string }[];
  readonly end?: 'stopped' | 'torn';
}

/** Puts a recording of a session of its own into a store that no browser uses yet: 20 seconds for each question and answer. */
export function writeRecording(database: string, recording: WrittenRecording): void {
  const { title, startMs, texts, tags = [], markers = [], end = 'stopped' } = recording;
  mkdirSync(dirname(database), { recursive: true });
  const db = openDatabase(database);
  migrate(db);
  const createdAt = new Date(startMs).toISOString();
  const [id, sessionId] = [newId(), newId()];
  const events = texts.flatMap((text, index) => (index % 2 === 0 ? [] : pair(texts[index - 1] ?? '', text, index)));
  db.transaction(() => {
    createSession(db, { id: sessionId, title, model: 'demo', createdAt });
    startRecording(db, { id, sessionId, title, createdAt });
    const lastMs = appendEvents(
      db,
      id,
      events.map((event, ordinal) => ({ ...event, ordinal })),
    );
    touchRecording(db, id, lastMs ?? 0, createdAt);
    updateRecording(db, id, { tags, markers });
    stopRecording(db, id, { torn: end === 'torn', durationMs: (texts.length / 2) * 20_000 });
  });
  db.close();
}

function pair(question: string, answer: string, index: number): Omit<NewEvent, 'ordinal'>[] {
  const fromMs = ((index - 1) / 2) * 20_000;
  const messageId = `reply ${index}`;
  const words = answer.match(/\S+\s*/g) ?? [];
  let offset = 0;
  const pieces = words.map((text, at) => {
    const piece = {
      ...{ atMs: fromMs + 3000 + Math.round((8000 * at) / words.length), type: 'message.assistant.chunk' },
      data: { messageId, text, offset },
    };
    offset += text.length;
    return piece;
  });
  const call = { messageId, callId: 'c', name: 'read_file' };
  return [
    { atMs: fromMs + 800, type: 'message.user', data: { messageId: `question ${index}`, text: question } },
    { atMs: fromMs + 1500, type: 'message.assistant.start', data: { messageId, model: 'demo' } },
    ...pieces,
    { atMs: fromMs + 11_500, type: 'tool.start', data: { ...call, arguments: '{"path": "tides.csv"}' } },
    { atMs: fromMs + 12_000, type: 'tool.complete', data: { ...call, output: 'time,height', durationMs: 500 } },
    {
      ...{ atMs: fromMs + 12_100, type: 'message.assistant.complete' },
      data: { messageId, status: 'complete', promptTokens: 212, completionTokens: 96, cost: 0.0042, durationMs: 9000 },
    },
  ];
}
