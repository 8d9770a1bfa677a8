import { computed, createModel, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Session } from '../../../lib/protocol/shapes.ts';
import type { Environment } from './environment.ts';
import { failed, LOADING, type Remote, ready } from './remote.ts';
import {
  append,
  MAX_PAGE_SIZE,
  place,
  refresh,
  type SessionPage,
  type Shelf,
  shelfOf,
  takeAway,
} from './session-page.ts';

/** More than a screen of them; who wants further ones is on the way through all, so those come in large pages. */
const FIRST_PAGE_SIZE = 50;

/** The sessions of the shelf that is shown, as far as they are read. */
export const SessionListModel = createModel(({ client }: Environment, isReady: ReadonlySignal<boolean>) => {
  const shelf = signal<Shelf>('active');
  const list = signal<Remote<SessionPage>>(LOADING);
  /** How reading further goes. After a failure a person decides. */
  const more = signal<'idle' | 'loading' | 'failed'>('idle');
  const rows = computed(() => (list.value.state === 'ready' ? list.value.value.sessions : []));
  const hasMore = computed(() => list.value.state === 'ready' && list.value.value.nextCursor !== null);
  let reading: Promise<void> | undefined;

  effect(() => {
    const wanted = shelf.value;
    if (isReady.value) void load(wanted);
  });

  /** Reads the list as far as it is shown; what did not change keeps its identity. A failure leaves the list alone. */
  async function load(wanted: Shelf = shelf.peek()): Promise<void> {
    const before = list.peek();
    const shown = before.state === 'ready' ? before.value : undefined;
    const limit = Math.min(Math.max(shown?.sessions.length ?? 0, FIRST_PAGE_SIZE), MAX_PAGE_SIZE);
    if (!shown) list.value = LOADING;
    try {
      const page = await client.call('sessions/list', { limit, ...filterOf(wanted) });
      if (shelf.peek() !== wanted) return;
      const now = list.peek();
      list.value = ready(refresh(now.state === 'ready' ? now.value : undefined, page));
      more.value = 'idle';
    } catch (error) {
      if (shelf.peek() === wanted && list.peek().state !== 'ready') list.value = failed(error);
    }
  }

  /** Reads the next page. One at a time: whoever asks meanwhile waits for the same. */
  function loadMore(): Promise<void> {
    reading ??= readMore().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  async function readMore(): Promise<void> {
    const before = list.peek();
    if (before.state !== 'ready' || before.value.nextCursor === null) return;
    const wanted = shelf.peek();
    const { nextCursor: cursor } = before.value;
    more.value = 'loading';
    try {
      const next = await client.call('sessions/list', { limit: MAX_PAGE_SIZE, cursor, ...filterOf(wanted) });
      const now = list.peek();
      // The list was read anew meanwhile: this page may not join it.
      const joins = shelf.peek() === wanted && now.state === 'ready' && now.value.nextCursor === cursor;
      if (joins) list.value = ready(append(now.value, next));
      more.value = 'idle';
    } catch {
      more.value = shelf.peek() === wanted ? 'failed' : 'idle';
    }
  }

  /** Reads page after page for as long as there are any, none fails, and `isWanted` says so. */
  async function loadWhile(isWanted: () => boolean): Promise<void> {
    while (hasMore.peek() && isWanted()) {
      await loadMore();
      if (more.peek() === 'failed') return;
    }
  }

  function showShelf(next: Shelf): void {
    if (shelf.peek() === next) return;
    list.value = LOADING;
    more.value = 'idle';
    shelf.value = next;
  }

  function reload(): void {
    list.value = LOADING;
    void load();
  }

  /** Takes in a row as the store has it now. */
  function put(session: Session): void {
    const page = list.peek();
    if (page.state !== 'ready') return;
    const isHere = shelfOf(session) === shelf.peek();
    const next = isHere ? place(page.value, session) : takeAway(page.value, session.id);
    if (next !== page.value) list.value = ready(next);
  }

  function drop(id: string): void {
    const page = list.peek();
    if (page.state === 'ready') list.value = ready(takeAway(page.value, id));
  }

  return { shelf, list, rows, more, hasMore, load, loadMore, loadWhile, showShelf, reload, put, drop };
});
export type SessionListModel = InstanceType<typeof SessionListModel>;

function filterOf(shelf: Shelf): { archived: boolean; deleted: boolean } {
  return { archived: shelf === 'archived', deleted: shelf === 'trash' };
}
