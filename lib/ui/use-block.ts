import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

/** How far beyond what one sees a block is drawn, in heights of what scrolls: more than a wheel turns in a frame. */
const AHEAD = '150% 0px';

interface BlockOptions {
  /** Drawn at first: others wait until it is known where they lie. */
  readonly isFirst: boolean;
  /** Its height until it was drawn, px. */
  readonly estimatePx: number;
  /** To be drawn wherever it lies, as what is about to get the focus. */
  readonly isWanted?: boolean;
}

interface Block<E> {
  /** Of an element that stays, drawn or not. */
  readonly element: RefObject<E | null>;
  readonly isDrawn: boolean;
  /** What it must be high while it is not drawn, px. */
  readonly heightPx: number;
}

/**
 * A part of a long page, drawn while it is near what one sees or has the focus, else as high as it was. Parts may be of any height and
 * change it: the browser's scroll anchoring holds in place what is read while others come and go above it.
 */
export function useBlock<E extends HTMLElement>({ isFirst, estimatePx, isWanted = false }: BlockOptions): Block<E> {
  const element = useRef<E>(null);
  const [isNear, setNear] = useState(isFirst);
  const [hasFocus, setFocus] = useState(false);
  const isDrawn = isNear || hasFocus || isWanted;
  const wasDrawn = useRef(isDrawn);
  const heightPx = useRef(estimatePx);

  useEffect(() => {
    wasDrawn.current = isDrawn;
  }, [isDrawn]);
  useEffect(() => {
    const { current } = element;
    if (!current) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        const last = entries.at(-1);
        if (!last) return;
        if (wasDrawn.current) heightPx.current = last.boundingClientRect.height;
        setNear(last.isIntersecting);
      },
      { rootMargin: AHEAD, scrollMargin: AHEAD },
    );
    const onFocus = ({ type, relatedTarget }: FocusEvent) =>
      setFocus(type === 'focusin' || current.contains(relatedTarget as Node | null));
    observer.observe(current);
    current.addEventListener('focusin', onFocus);
    current.addEventListener('focusout', onFocus);
    return () => {
      observer.disconnect();
      current.removeEventListener('focusin', onFocus);
      current.removeEventListener('focusout', onFocus);
    };
  }, []);

  return { element, isDrawn, heightPx: heightPx.current };
}

/** Rows in blocks of so many, each with the number of its first row. */
export function inBlocks<T>(
  rows: readonly T[],
  perBlock: number,
): { readonly first: number; readonly rows: readonly T[] }[] {
  const count = Math.ceil(rows.length / perBlock);
  return Array.from({ length: count }, (_, block) => {
    const first = block * perBlock;
    return { first, rows: rows.slice(first, first + perBlock) };
  });
}
