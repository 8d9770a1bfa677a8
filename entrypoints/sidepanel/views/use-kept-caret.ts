import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import type { PanelModel } from '../models/panel-model.ts';

/** Tells where the caret is in the message field, unless it is at its end, and puts it back where a panel before this one had it. */
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
        const { selectionStart: start = 0, selectionEnd: end = 0, value = '' } = field.current ?? {};
        // At its end it goes on with the text, of which more may be kept than was known here.
        return start === end && end === value.length ? null : { start, end };
      }),
    [viewState, field],
  );

  useEffect(() => {
    const element = field.current;
    element?.addEventListener('selectionchange', viewState.note);
    return () => element?.removeEventListener('selectionchange', viewState.note);
  }, [viewState, field]);

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
