import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import type { PanelModel } from '../models/panel-model.ts';

/** Tells where the caret is in the message field, and puts it back where a panel before this one had it. */
export function useKeptCaret(
  field: RefObject<HTMLTextAreaElement | null>,
  { sessions, viewState }: Pick<PanelModel, 'sessions' | 'viewState'>,
  isReady: boolean,
): void {
  const wanted = viewState.wanted.value;
  const caret = wanted?.sessionId === sessions.currentId.value ? wanted.caret : null;

  useEffect(
    () =>
      viewState.watchCaret(() => {
        const element = field.current;
        return element && { start: element.selectionStart, end: element.selectionEnd };
      }),
    [viewState, field],
  );

  useEffect(() => {
    if (!caret || !isReady) return undefined;
    // The text is in the field after this drawing, and the focus of a dialog that closes comes back after it.
    const timer = setTimeout(() => {
      field.current?.setSelectionRange(caret.start, caret.end);
      viewState.caretDone();
    });
    return () => clearTimeout(timer);
  }, [caret, isReady]);
}
