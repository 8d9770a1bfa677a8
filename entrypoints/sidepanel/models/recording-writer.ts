import type { Params } from '../../../lib/protocol/methods.ts';
import type { Environment } from './environment.ts';
import type { SaveModel } from './save-model.ts';

/** What a killed panel loses at most. */
const WRITE_AFTER_MS = 1000;

/** Pieces of a reply that come within this are one event: nobody sees them apart. */
const ONE_PIECE_MS = 200;

/** A request with more would keep other changes waiting. */
const EVENTS_AT_ONCE = 200;

type NewEvent = Params<'recordings/append'>['events'][number];

export interface RecordingWriter {
  /** Something happened just now. */
  note(type: string, data: Readonly<Record<string, unknown>>): void;
  /** Sends what is not sent yet. */
  flush(): void;
  /** Forgets what is not sent yet. */
  drop(): void;
}

/** Writes the events of one recording, which began at `startMs`, as they come. */
export function createRecordingWriter(
  { now, timers }: Pick<Environment, 'now' | 'timers'>,
  save: Pick<SaveModel, 'submit'>,
  { id, startMs }: { readonly id: string; readonly startMs: number },
): RecordingWriter {
  let waiting: NewEvent[] = [];
  let ordinal = 0;
  let timer: unknown;

  function note(type: string, data: Readonly<Record<string, unknown>>): void {
    const atMs = Math.max(0, now() - startMs);
    const last = waiting.at(-1);
    const joined = last && joinPieces(last, { atMs, type, data });
    if (joined) waiting[waiting.length - 1] = joined;
    else waiting.push({ ordinal: ordinal++, atMs, type, data });
    timer ??= timers.set(flush, WRITE_AFTER_MS);
  }

  function flush(): void {
    timers.clear(timer);
    timer = undefined;
    const events = waiting;
    waiting = [];
    for (let from = 0; from < events.length; from += EVENTS_AT_ONCE) {
      const params = { id, events: events.slice(from, from + EVENTS_AT_ONCE) };
      save.submit({ method: 'recordings/append', params });
    }
  }

  function drop(): void {
    timers.clear(timer);
    timer = undefined;
    waiting = [];
  }

  return { note, flush, drop };
}

const CHUNK = 'message.assistant.chunk';

function joinPieces(last: NewEvent, next: Omit<NewEvent, 'ordinal'>): NewEvent | undefined {
  if (last.type !== CHUNK || next.type !== CHUNK || last.data['messageId'] !== next.data['messageId']) return undefined;
  if (Number(next.atMs) - Number(last.atMs) > ONE_PIECE_MS) return undefined;
  return { ...last, data: { ...last.data, text: `${last.data['text']}${next.data['text']}` } };
}
