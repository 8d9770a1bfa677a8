import { computed, createModel, effect, signal, untracked } from '@preact/signals';
import type { Recording } from '../../../lib/protocol/recording-shapes.ts';
import { closeTorn } from './close-torn.ts';
import type { PanelShared } from './panel-model.ts';
import { failed, LOADING, type Remote, ready } from './remote.ts';

const PAGE_SIZE = 100;

/** Several changes in a row, and letters that follow each other, are read once. */
const READ_AFTER_MS = 200;

/** As long as the notice with the way back is there. */
const UNDO_MS = 8000;

interface RecordingPage {
  readonly recordings: readonly Recording[];
  readonly nextCursor: string | null;
}

/** What is done with one row. */
export interface RecordingTask {
  readonly kind: 'rename' | 'tags';
  readonly id: string;
}

/** The library of recordings, and which of them is played. */
export const RecordingsModel = createModel(({ env, save, notices, isReady, profileId }: PanelShared) => {
  const { client, timers } = env;
  const page = signal<Remote<RecordingPage>>(LOADING);
  const query = signal('');
  /** What the rows on the screen were looked for with. */
  const foundFor = signal('');
  const playing = signal<string | undefined>(undefined);
  const activeId = signal<string | undefined>(undefined);
  const task = signal<RecordingTask | undefined>(undefined);
  const leaving = signal<ReadonlySet<string>>(new Set());
  const undoTimers = new Map<string, unknown>();
  let timer: unknown;
  let latest = 0;
  let isReadingMore = false;

  const rows = computed<readonly Recording[]>(() => {
    const found = page.value.state === 'ready' ? page.value.value.recordings : [];
    return found.filter(({ id }) => !leaving.value.has(id));
  });

  effect(() => {
    if (isReady.value) untracked(() => void read());
  });
  effect(() => {
    const stop = client.on('changed', ({ tables }) => {
      if (tables === null || tables.includes('recordings')) readSoon();
    });
    return () => {
      stop();
      timers.clear(timer);
      // What is not removed yet stays: nobody can take it back any more.
      for (const undo of undoTimers.values()) timers.clear(undo);
    };
  });

  function readSoon(): void {
    timer ??= timers.set(() => void read(), READ_AFTER_MS);
  }

  async function read(): Promise<void> {
    timers.clear(timer);
    timer = undefined;
    const own = ++latest;
    const words = query.peek();
    try {
      const found = await client.call('recordings/list', { query: words, limit: PAGE_SIZE });
      if (own !== latest) return;
      page.value = ready(found);
      foundFor.value = words;
      await closeTorn(env, save, found.recordings, await profileId().catch(() => null));
    } catch (error) {
      if (own === latest && page.peek().state !== 'ready') page.value = failed(error);
    }
  }

  /** Reads the rows after the last one. */
  async function readMore(): Promise<void> {
    const before = page.peek();
    if (isReadingMore || before.state !== 'ready' || before.value.nextCursor === null) return;
    isReadingMore = true;
    const own = latest;
    try {
      const { recordings, nextCursor } = await client.call('recordings/list', {
        ...{ query: foundFor.peek(), limit: PAGE_SIZE, cursor: before.value.nextCursor },
      });
      if (own === latest) page.value = ready({ recordings: [...before.value.recordings, ...recordings], nextCursor });
    } catch {
      // It is asked for again at the next scroll.
    } finally {
      isReadingMore = false;
    }
  }

  /** Begins anew, after a failure. */
  function again(): void {
    page.value = LOADING;
    void read();
  }

  function setQuery(text: string): void {
    query.value = text;
    readSoon();
  }

  function put(recording: Recording): void {
    const before = page.peek();
    if (before.state !== 'ready') return;
    const recordings = before.value.recordings.map((other) => (other.id === recording.id ? recording : other));
    page.value = ready({ ...before.value, recordings });
  }

  function update(id: string, changes: { readonly title: string } | { readonly tags: string[] }): void {
    save.submit({
      method: 'recordings/update',
      params: { id, ...changes },
      onSaved: ({ recording }) => put(recording),
    });
  }

  function rename(id: string, title: string): void {
    if (title.trim() !== '') update(id, { title: title.trim() });
  }

  /** Tags as a person writes them, with commas between. */
  function setTags(id: string, text: string): void {
    const tags = text.split(',').map((tag) => tag.replace(/\s+/g, ' ').trim().slice(0, MAX_TAG_LENGTH));
    update(id, { tags: tags.filter(Boolean).slice(0, MAX_TAGS) });
  }

  /** Takes a recording out of the list, and out of the store when the way back is gone. */
  function remove({ id }: Recording): void {
    leaving.value = new Set([...leaving.peek(), id]);
    if (playing.peek() === id) playing.value = undefined;
    undoTimers.set(
      id,
      timers.set(() => {
        undoTimers.delete(id);
        const onSaved = () => {
          stay(id);
          void read();
        };
        save.submit({ method: 'recordings/delete', params: { id }, onSaved });
      }, UNDO_MS),
    );
    const run = () => {
      if (!undoTimers.has(id)) return;
      timers.clear(undoTimers.get(id));
      undoTimers.delete(id);
      stay(id);
    };
    notices.show({ text: 'Recording deleted', action: { label: 'Undo', run } });
  }

  function stay(id: string): void {
    leaving.value = new Set([...leaving.peek()].filter((other) => other !== id));
  }

  function play(id: string | undefined): void {
    playing.value = id;
    if (id !== undefined) activeId.value = id;
  }

  return {
    ...{ page, rows, query, foundFor, playing, activeId, task },
    ...{ read, readMore, again, setQuery, rename, setTags, remove, play },
  };
});
export type RecordingsModel = InstanceType<typeof RecordingsModel>;

/** What the contract takes. */
const MAX_TAGS = 50;
const MAX_TAG_LENGTH = 200;
