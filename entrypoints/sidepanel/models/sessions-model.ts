import { computed, createModel, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import type { Session } from '../../../lib/protocol/shapes.ts';
import type { Environment } from './environment.ts';
import type { NoticeModel } from './notice-model.ts';
import { asAppError, failed, LOADING, type Remote, ready } from './remote.ts';
import type { SaveModel } from './save-model.ts';
import { append, MAX_PAGE_SIZE, place, refresh, type SessionPage, type Shelf, shelfOf } from './session-page.ts';
import { titleFrom } from './title.ts';

const PAGE_SIZE = 50;

/** Several changes in a row are read once. */
const RELOAD_DELAY_MS = 150;

interface SessionsOptions {
  readonly env: Environment;
  readonly save: SaveModel;
  readonly notices: NoticeModel;
  readonly isReady: ReadonlySignal<boolean>;
  /** Shown first; null = the new session. */
  readonly openFirst: string | null;
}

/** The list of sessions, and which one is shown. */
export const SessionsModel = createModel(({ env, save, notices, isReady, openFirst }: SessionsOptions) => {
  const { client, timers } = env;
  const shelf = signal<Shelf>('active');
  const list = signal<Remote<SessionPage>>(LOADING);
  const isLoadingMore = signal(false);
  const currentId = signal<string | null>(openFirst);
  const opened = signal<Session | undefined>(undefined);

  const current = computed(() => {
    const id = currentId.value;
    const row =
      list.value.state === 'ready' ? list.value.value.sessions.find((session) => session.id === id) : undefined;
    return row ?? (opened.value?.id === id ? opened.value : undefined);
  });
  const title = computed(() => {
    if (currentId.value === null) return 'New session';
    return current.value?.title ?? unbornTitle(currentId.value) ?? 'Session';
  });

  effect(() => {
    const wanted = shelf.value;
    if (isReady.value) void load(wanted);
  });
  effect(() => {
    const id = currentId.value;
    if (isReady.value && id !== null) untracked(() => void readCurrent(id));
  });
  effect(() => {
    let timer: unknown;
    const stop = client.on('changed', ({ tables }) => {
      if (tables !== null && !tables.includes('sessions')) return;
      timers.clear(timer);
      timer = timers.set(() => {
        void load(shelf.peek());
        const id = currentId.peek();
        if (id !== null) void readCurrent(id);
      }, RELOAD_DELAY_MS);
    });
    return () => {
      stop();
      timers.clear(timer);
    };
  });

  /** Reads the list as far as it is shown; what did not change keeps its identity. A failure leaves the list alone. */
  async function load(wanted: Shelf): Promise<void> {
    const before = list.peek();
    const shown = before.state === 'ready' ? before.value : undefined;
    const limit = Math.min(Math.max(shown?.sessions.length ?? 0, PAGE_SIZE), MAX_PAGE_SIZE);
    if (!shown) list.value = LOADING;
    try {
      const page = await client.call('sessions/list', { limit, ...filterOf(wanted) });
      if (shelf.peek() === wanted) list.value = ready(refresh(shown, page));
    } catch (error) {
      if (shelf.peek() === wanted && list.peek().state !== 'ready') list.value = failed(error);
    }
  }

  async function loadMore(): Promise<void> {
    const page = list.peek();
    if (page.state !== 'ready' || page.value.nextCursor === null || isLoadingMore.peek()) return;
    const wanted = shelf.peek();
    isLoadingMore.value = true;
    try {
      const next = await client.call('sessions/list', {
        limit: PAGE_SIZE,
        cursor: page.value.nextCursor,
        ...filterOf(wanted),
      });
      const now = list.peek();
      if (shelf.peek() === wanted && now.state === 'ready') list.value = ready(append(now.value, next));
    } catch (error) {
      notices.showError('More sessions could not be read', error, loadMore);
    } finally {
      isLoadingMore.value = false;
    }
  }

  async function readCurrent(id: string): Promise<void> {
    if (unbornTitle(id) !== undefined) return;
    try {
      const { session } = await client.call('sessions/get', { id });
      if (currentId.peek() === id) opened.value = session;
    } catch (error) {
      if (asAppError(error).code === 'not-found' && currentId.peek() === id) startNew();
    }
  }

  function showShelf(next: Shelf): void {
    if (shelf.peek() === next) return;
    list.value = LOADING;
    shelf.value = next;
  }

  function open(id: string): void {
    currentId.value = id;
  }

  /** Shows an empty session. Its row is made with its first message. */
  function startNew(): void {
    currentId.value = null;
  }

  /** Makes the session that a first message goes to, and shows it. Returns its id. */
  function create(question: string, model: string, provider: string): string {
    const id = env.newId();
    const params = { id, title: titleFrom(question), model, provider };
    save.submit({ method: 'sessions/create', params, onSaved: ({ session }) => adopt(session) });
    currentId.value = id;
    return id;
  }

  function rename(id: string, newTitle: string): void {
    const trimmed = newTitle.trim();
    if (trimmed === '') return;
    save.submit({
      method: 'sessions/update',
      params: { id, title: trimmed },
      onSaved: ({ session }) => adopt(session),
    });
  }

  function setArchived(id: string, isArchived: boolean): void {
    save.submit({
      method: 'sessions/update',
      params: { id, isArchived },
      onSaved: ({ session }) => {
        adopt(session);
        const undo = { label: 'Undo', run: () => setArchived(id, !isArchived) };
        notices.show({ text: isArchived ? 'Archived' : 'Moved back to the sessions', action: undo });
      },
    });
  }

  /** Into the trash, from where it can be restored. */
  function remove(id: string): void {
    const wasCurrent = currentId.peek() === id;
    save.submit({
      method: 'sessions/delete',
      params: { id },
      onSaved: () => {
        if (shelf.peek() !== 'trash') drop(id);
        if (currentId.peek() === id) startNew();
        notices.show({
          text: 'Moved to the trash',
          action: { label: 'Undo', run: () => restore(id, wasCurrent) },
        });
      },
    });
  }

  function restore(id: string, thenOpen: boolean): void {
    save.submit({
      method: 'sessions/restore',
      params: { id },
      onSaved: ({ session }) => {
        adopt(session);
        if (thenOpen) open(id);
      },
    });
  }

  /** Takes in a row as the store has it now. */
  function adopt(session: Session): void {
    if (currentId.peek() === session.id) opened.value = session;
    const page = list.peek();
    if (page.state !== 'ready') return;
    list.value = ready(place(page.value, session, shelfOf(session) === shelf.peek()));
  }

  function drop(id: string): void {
    const page = list.peek();
    if (page.state !== 'ready') return;
    list.value = ready({ ...page.value, sessions: page.value.sessions.filter((session) => session.id !== id) });
  }

  /** Title of a session whose row is not acknowledged yet. */
  function unbornTitle(id: string): string | undefined {
    for (const { change } of save.unsaved.value) {
      if (change.method === 'sessions/create' && change.params.id === id) return change.params.title;
    }
    return undefined;
  }

  function reload(): void {
    list.value = LOADING;
    void load(shelf.peek());
  }

  return {
    shelf,
    list,
    isLoadingMore,
    currentId,
    current,
    title,
    showShelf,
    reload,
    loadMore,
    open,
    startNew,
    create,
    rename,
    setArchived,
    remove,
    restore,
    adopt,
  };
});
export type SessionsModel = InstanceType<typeof SessionsModel>;

function filterOf(shelf: Shelf): { archived: boolean; deleted: boolean } {
  return { archived: shelf === 'archived', deleted: shelf === 'trash' };
}
