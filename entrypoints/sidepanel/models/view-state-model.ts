import { createModel, signal } from '@preact/signals';
import type { CrashRecord, Place } from '../../../lib/recovery/crash-record.ts';

/** What only the document knows of where one is. */
export type ViewState = Pick<CrashRecord['ui'], 'scrollTop' | 'place' | 'caret'>;

/** What is to be brought back, once it can be. */
export interface WantedView {
  readonly sessionId: string | null;
  readonly place: Place | null;
  readonly caret: ViewState['caret'];
}

/** Where one reads and where the caret is: asked of whoever draws that, and brought back by them. */
export const ViewStateModel = createModel(() => {
  const wanted = signal<WantedView | undefined>(undefined);
  /** Counts what was noted. */
  const changes = signal(0);
  let readPlace: () => Pick<ViewState, 'scrollTop' | 'place'> = () => ({ scrollTop: 0, place: null });
  let readCaret: () => ViewState['caret'] = () => null;

  /** Something moved. */
  function note(): void {
    changes.value++;
  }

  /** What is still wanted counts as being there: it will be, or is for the next panel. */
  function read(sessionId: string | null): ViewState {
    const { scrollTop, place } = readPlace();
    const still = wanted.peek()?.sessionId === sessionId ? wanted.peek() : undefined;
    return { scrollTop, place: still?.place ?? place, caret: still?.caret ?? readCaret() };
  }

  /** Takes what tells where one reads. Returns its undo. */
  function watchPlace(reader: typeof readPlace): () => void {
    readPlace = reader;
    return () => {
      if (readPlace === reader) readPlace = () => ({ scrollTop: 0, place: null });
    };
  }

  function watchCaret(reader: typeof readCaret): () => void {
    readCaret = reader;
    return () => {
      if (readCaret === reader) readCaret = () => null;
    };
  }

  /** The place is there again, or cannot be. */
  function placeDone(): void {
    const now = wanted.peek();
    if (now) want({ ...now, place: null });
  }

  function caretDone(): void {
    const now = wanted.peek();
    if (now) want({ ...now, caret: null });
  }

  function want(view: WantedView): void {
    wanted.value = view.place || view.caret ? view : undefined;
  }

  return { wanted, changes, note, read, watchPlace, watchCaret, want, placeDone, caretDone };
});
export type ViewStateModel = InstanceType<typeof ViewStateModel>;
