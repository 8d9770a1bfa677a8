import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Message } from '../../../lib/protocol/shapes.ts';
import type { Client } from '../../../lib/rpc/client.ts';
import { EMPTY_PAGE, type MessagePage, refresh, upsert } from './message-page.ts';
import { type MessageRuns, meets, withEarlier, withLater } from './message-runs.ts';
import { asAppError, failed, LOADING, type Remote, ready } from './remote.ts';

const PAGE_SIZE = 50;
/** While one scrolls: fewer ways to the host, and still less than a frame to read. */
const SCROLL_PAGE_SIZE = 100;
const MAX_PAGE_SIZE = 200;

/** Rows beside those that are there: nobody asks, they are on their way, or they could not be read. */
export type Fetching = { readonly state: 'idle' } | Exclude<Remote<never>, { state: 'ready' }>;
const IDLE: Fetching = { state: 'idle' };

/** The run that is read, without a hole. */
export interface ShownRun extends MessagePage {
  /** The session goes on after it; false: it ends with the newest message. */
  readonly hasLater: boolean;
}

/** Reads the messages of one session at a time: the newest first, those around on demand. */
export interface MessageReader {
  /** The newest messages. */
  readonly page: Signal<Remote<MessagePage>>;
  /** What one reads: the newest messages, or others far above them. */
  readonly shown: ReadonlySignal<Remote<ShownRun>>;
  readonly earlier: ReadonlySignal<Fetching>;
  readonly later: ReadonlySignal<Fetching>;
  /** Shows a session; nothing happens when it is shown already. */
  show(id: string | null, value: Remote<MessagePage>): void;
  /** Reads the newest messages, as many as are there. What is shown stays until they are here. The rows, if it worked. */
  load(id: string): Promise<readonly Message[]>;
  /** Forgets what is shown, so that `load` begins anew. */
  forget(): void;
  loadEarlier(): Promise<void>;
  loadLater(): Promise<void>;
  /** Reads the rows around a place that is not among those that are read. True: they are there now. */
  loadAround(sequence: number): Promise<boolean>;
  /** Back to the newest messages. */
  showNewest(): void;
  /** Takes in rows as the store has them now, if their session is shown. */
  put(...rows: readonly Message[]): void;
  find(id: string): Message | undefined;
}

export function createMessageReader(client: Client): MessageReader {
  const page = signal<Remote<MessagePage>>(LOADING);
  const history = signal<MessagePage | undefined>(undefined);
  const earlier = signal<Fetching>(IDLE);
  const later = signal<Fetching>(IDLE);
  let shownId: string | null | undefined;

  const shown = computed<Remote<ShownRun>>(() => {
    const newest = page.value;
    if (newest.state !== 'ready') return newest;
    return ready({ ...(history.value ?? newest.value), hasLater: history.value !== undefined });
  });

  function show(id: string | null, value: Remote<MessagePage>): void {
    if (shownId === id) return;
    shownId = id;
    batch(() => {
      page.value = value;
      history.value = undefined;
      earlier.value = IDLE;
      later.value = IDLE;
    });
  }

  async function load(id: string): Promise<readonly Message[]> {
    if (shownId !== id) show(id, LOADING);
    const limit = Math.min(Math.max(messagesOf(page.peek()).length, PAGE_SIZE), MAX_PAGE_SIZE);
    try {
      const { messages, hasMore } = await client.call('messages/list', { sessionId: id, limit });
      if (shownId !== id) return [];
      const before = page.peek();
      batch(() => {
        page.value = ready(refresh(before.state === 'ready' ? before.value : EMPTY_PAGE, messages, hasMore));
        // What could not be read then can be tried again.
        if (earlier.peek().state === 'failed') earlier.value = IDLE;
        if (later.peek().state === 'failed') later.value = IDLE;
      });
      return messages;
    } catch (error) {
      if (shownId === id && page.peek().state !== 'ready') page.value = failed(error);
      return [];
    }
  }

  /** Reads rows beside `edge` and takes them in, unless something else is shown by then. */
  async function extend(
    fetching: Signal<Fetching>,
    edge: () => Message | undefined,
    range: (edge: Message) => { before: number } | { after: number },
    take: (runs: MessageRuns, rows: readonly Message[], hasMore: boolean) => MessageRuns,
  ): Promise<void> {
    const from = edge();
    if (!from || fetching.peek().state === 'loading') return;
    const isStill = () => shownId === from.sessionId && edge()?.id === from.id;
    fetching.value = LOADING;
    try {
      const params = { sessionId: from.sessionId, limit: SCROLL_PAGE_SIZE, ...range(from) };
      const { messages, hasMore } = await client.call('messages/list', params);
      if (isStill()) place((runs) => take(runs, messages, hasMore));
      if (shownId === from.sessionId) fetching.value = IDLE;
    } catch (error) {
      if (shownId === from.sessionId) fetching.value = isStill() ? { state: 'failed', error: asAppError(error) } : IDLE;
    }
  }

  const loadEarlier = () => extend(earlier, firstIfMore, ({ sequence }) => ({ before: sequence }), withEarlier);

  async function loadLater(): Promise<void> {
    const { value: newest } = page.peek() as { value?: MessagePage };
    const run = history.peek();
    if (!newest || !run) return;
    if (meets(run, newest)) return place((runs) => withLater(runs, []));
    await extend(later, lastOfHistory, ({ sequence }) => ({ after: sequence }), withLater);
  }

  async function loadAround(sequence: number): Promise<boolean> {
    const id = shownId;
    const isThere = () => {
      const run = shown.peek();
      return run.state === 'ready' && run.value.messages.some((message) => message.sequence === sequence);
    };
    if (isThere()) return true;
    if (typeof id !== 'string') return false;
    try {
      const after = Math.max(0, sequence - 1 - SCROLL_PAGE_SIZE / 2);
      const { messages } = await client.call('messages/list', { sessionId: id, limit: SCROLL_PAGE_SIZE, after });
      const now = page.peek();
      if (shownId !== id || now.state !== 'ready' || messages.length === 0) return false;
      const run: MessagePage = { messages, hasEarlier: after > 0 };
      if (meets(run, now.value)) place(({ newest }) => withLater({ newest, history: run }, []));
      else history.value = run;
      return isThere();
    } catch {
      // Where one was cannot be shown now; the newest rows are.
      return false;
    }
  }

  function firstIfMore(): Message | undefined {
    const run = shown.peek();
    return run.state === 'ready' && run.value.hasEarlier ? run.value.messages[0] : undefined;
  }

  function lastOfHistory(): Message | undefined {
    return history.peek()?.messages.at(-1);
  }

  function place(change: (runs: MessageRuns) => MessageRuns): void {
    const now = page.peek();
    if (now.state !== 'ready') return;
    const next = change({ newest: now.value, history: history.peek() });
    batch(() => {
      if (next.newest !== now.value) page.value = ready(next.newest);
      history.value = next.history;
    });
  }

  function put(...rows: readonly Message[]): void {
    if (!rows.every((row) => row.sessionId === shownId)) return;
    place(({ newest, history: run }) => {
      const known = new Set(run?.messages.map((message) => message.id));
      const inRun = rows.filter((row) => known.has(row.id));
      return { newest: upsert(newest, ...rows), history: run && inRun.length > 0 ? upsert(run, ...inRun) : run };
    });
  }

  return {
    page,
    shown,
    earlier,
    later,
    show,
    load,
    forget() {
      shownId = undefined;
    },
    loadEarlier,
    loadLater,
    loadAround,
    showNewest() {
      history.value = undefined;
    },
    put,
    find: (id) =>
      [...messagesOf(page.peek()), ...(history.peek()?.messages ?? [])].find((message) => message.id === id),
  };
}

/** The rows of a page; none while it is not there. */
export function messagesOf(page: Remote<MessagePage>): readonly Message[] {
  return page.state === 'ready' ? page.value.messages : [];
}
