import { createModel, effect, type ReadonlySignal, untracked } from '@preact/signals';
import type { Session } from '../../../lib/protocol/shapes.ts';
import { onSessionsChanged } from './changed-sessions.ts';
import { CurrentSessionModel } from './current-session-model.ts';
import type { Environment } from './environment.ts';
import type { NoticeModel } from './notice-model.ts';
import { asAppError } from './remote.ts';
import type { SaveModel } from './save-model.ts';
import { SessionListModel } from './session-list-model.ts';
import { titleFrom } from './title.ts';

/** So many rows are read one by one; of more, the list is read. */
const MAX_SINGLE_READS = 10;

interface SessionsOptions {
  readonly env: Environment;
  readonly save: SaveModel;
  readonly notices: NoticeModel;
  readonly isReady: ReadonlySignal<boolean>;
  /** Shown first; null = the new session. */
  readonly openFirst: string | null;
}

/** The sessions, the one that is shown among them, and what a person does with them. */
export const SessionsModel = createModel(({ env, save, notices, isReady, openFirst }: SessionsOptions) => {
  const list = new SessionListModel(env, isReady);
  const shown = new CurrentSessionModel(save, list.rows, openFirst);
  const { currentId, open } = shown;

  effect(() => {
    const id = currentId.value;
    if (isReady.value && id !== null) untracked(() => void readRow(id));
  });
  effect(() =>
    onSessionsChanged(env, (ids) => {
      const isMany = ids === null || ids.size > MAX_SINGLE_READS;
      if (isMany) void list.load();
      const current = currentId.peek();
      for (const id of isMany ? [current] : ids) if (id !== null) void readRow(id);
    }),
  );

  async function readRow(id: string): Promise<void> {
    if (shown.unbornTitle(id) !== undefined) return;
    try {
      adopt(await read(id));
    } catch (error) {
      if (asAppError(error).code === 'not-found') forget(id);
    }
  }

  async function read(id: string): Promise<Session> {
    return (await env.client.call('sessions/get', { id })).session;
  }

  /** Makes the session that a first message goes to, and shows it. */
  function create(id: string, question: string, model: string, provider: string): void {
    const params = { id, title: titleFrom(question), model, provider };
    save.submit({ method: 'sessions/create', params, onSaved: ({ session }) => adopt(session) });
    open(id);
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
        notices.show({ text: isArchived ? 'Archived' : 'Unarchived', action: undo });
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
        if (list.shelf.peek() !== 'trash') list.drop(id);
        shown.leave(id);
        notices.show({
          text: 'Moved to the trash',
          action: { label: 'Undo', run: () => restore(id, wasCurrent) },
        });
      },
    });
  }

  /** With its messages, for good. */
  function removeForever(id: string): void {
    save.submit({
      method: 'sessions/delete',
      params: { id, forever: true },
      onSaved: () => {
        forget(id);
        notices.show({ text: 'Deleted forever' });
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
    shown.put(session);
    list.put(session);
  }

  function forget(id: string): void {
    list.drop(id);
    shown.leave(id);
  }

  const { shelf, rows, more, hasMore, loadMore, loadWhile, showShelf, reload } = list;
  const { current, title, startNew } = shown;
  return {
    ...{ shelf, list: list.list, rows, more, hasMore, loadMore, loadWhile, showShelf, reload },
    ...{ currentId, current, title, open, startNew },
    ...{ create, rename, setArchived, remove, removeForever, restore, adopt, read },
  };
});
export type SessionsModel = InstanceType<typeof SessionsModel>;
