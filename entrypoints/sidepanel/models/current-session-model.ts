import { computed, createModel, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Session } from '../../../lib/protocol/shapes.ts';
import type { SaveModel } from './save-model.ts';
import { makingOf } from './unsaved-change.ts';

type Rows = ReadonlySignal<readonly Session[]>;

/** Which session is shown, and what is known of it. `openFirst`: the one at the beginning; null = the new session. */
export const CurrentSessionModel = createModel((save: SaveModel, rows: Rows, openFirst: string | null) => {
  const currentId = signal<string | null>(openFirst);
  /** The list need not have it: it can be beyond what is read, or on another shelf. */
  const opened = signal<Session | undefined>(undefined);

  const current = computed(() => {
    const id = currentId.value;
    const row = rows.value.find((session) => session.id === id);
    return row ?? (opened.value?.id === id ? opened.value : undefined);
  });
  // What the list had stays known while it shows another shelf, or is read again.
  effect(() => {
    const row = current.value;
    if (row) opened.value = row;
  });
  const title = computed(() => {
    if (currentId.value === null) return 'New session';
    return current.value?.title ?? unbornTitle(currentId.value) ?? 'Session';
  });

  /** null: the session that is begun next. */
  function open(id: string | null): void {
    currentId.value = id;
  }

  /** Shows an empty session. Its row is made with its first message. */
  function startNew(): void {
    currentId.value = null;
  }

  /** Takes in a row as the store has it now. */
  function put(session: Session): void {
    if (currentId.peek() === session.id) opened.value = session;
  }

  /** A session that is gone is not shown. */
  function leave(id: string): void {
    if (currentId.peek() === id) startNew();
  }

  /** Title of a session whose row is not acknowledged yet. */
  function unbornTitle(id: string): string | undefined {
    const making = makingOf(id, save.unsaved.value);
    return making && (making.change.params.title ?? 'Session');
  }

  return { currentId, current, title, open, startNew, put, leave, unbornTitle };
});
