import type { RefObject } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef } from 'preact/hooks';

interface RowFocusOptions {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly activeId: string | undefined;
  readonly reveal: () => void;
  /** The last row went, and the focus with it. */
  readonly onNoRow: () => void;
}

/**
 * Holds the focus in a list whose rows come and go: when the row that has it goes or moves, the browser drops it, and it is put on the
 * active row. Returns what puts it there when the list is drawn next.
 */
export function useRowFocus({ scroller, activeId, reveal, onNoRow }: RowFocusOptions): () => void {
  const isInside = useRef(false);
  const isAsked = useRef(false);

  useLayoutEffect(() => {
    const isLost = isInside.current && document.activeElement === document.body;
    if (!isAsked.current && !isLost) return;
    const row = activeId === undefined ? undefined : rowOf(scroller.current, activeId);
    const target = row?.querySelector<HTMLElement>('.session-open');
    if (isAsked.current) reveal();
    isAsked.current = false;
    if (target) target.focus({ preventScroll: true });
    else if (isLost && !row) onNoRow();
  });

  useEffect(() => {
    const box = scroller.current;
    if (!box) return undefined;
    const enter = () => {
      isInside.current = true;
    };
    function leave({ target, relatedTarget }: FocusEvent): void {
      if (relatedTarget instanceof Node && box?.contains(relatedTarget)) return;
      // Of a row that went nobody left: whether it went is known when everything is drawn.
      queueMicrotask(() => {
        const isGone = relatedTarget === null && target instanceof Node && !target.isConnected;
        if (!isGone && !box?.contains(document.activeElement)) isInside.current = false;
      });
    }
    box.addEventListener('focusin', enter);
    box.addEventListener('focusout', leave);
    return () => {
      box.removeEventListener('focusin', enter);
      box.removeEventListener('focusout', leave);
    };
  }, [scroller]);

  return useCallback(() => {
    isAsked.current = true;
  }, []);
}

/** The row of a session, where it is drawn. */
export function rowOf(scroller: HTMLElement | null, id: string): HTMLElement | undefined {
  return scroller?.querySelector<HTMLElement>(`[data-session="${CSS.escape(id)}"]`) ?? undefined;
}
