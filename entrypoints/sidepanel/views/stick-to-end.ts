import type { RefObject } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** This close to the end counts as there when one comes down to it. */
const END_SLACK_PX = 32;

interface StickOptions {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly content: RefObject<HTMLDivElement | null>;
  /** The end of the content is not the end of what there is. */
  readonly hasMoreBelow: boolean;
}

interface StickToEnd {
  readonly isAtEnd: boolean;
  /** To be called on every scroll, before anything is drawn for it. */
  readonly noteScroll: () => void;
  readonly goToEnd: () => void;
  /** Stays behind, whatever comes. */
  readonly letGo: () => void;
}

/** Keeps a growing content at its end while the user is there. Begins at the end. */
export function useStickToEnd({ scroller, content, hasMoreBelow }: StickOptions): StickToEnd {
  const [isAtEnd, setAtEnd] = useState(true);
  const sticks = useRef(true);
  const lastTop = useRef(0);
  const isCut = useRef(hasMoreBelow);
  isCut.current = hasMoreBelow;

  const follow = useCallback(() => {
    const box = scroller.current;
    if (!box || !sticks.current) return;
    box.scrollTop = box.scrollHeight;
    lastTop.current = box.scrollTop;
  }, [scroller]);

  const set = useCallback(
    (isSticking: boolean) => {
      sticks.current = isSticking;
      setAtEnd(isSticking);
      follow();
    },
    [follow],
  );

  // Rows that are let go above move the place as well, which must not look like going up.
  useLayoutEffect(follow);

  useEffect(() => {
    const [box, inner] = [scroller.current, content.current];
    if (!box || !inner) return undefined;
    const onResize = new ResizeObserver(follow);
    onResize.observe(box);
    onResize.observe(inner);
    return () => onResize.disconnect();
  }, [scroller, content, follow]);

  const noteScroll = useCallback(() => {
    const box = scroller.current;
    if (!box) return;
    const left = box.scrollHeight - box.scrollTop - box.clientHeight;
    // Content that grew since the last frame also lies below: only going up is the user's wish to stay behind, and the
    // first pixel of it already, or what comes next would pull the user back. Content that shrank ends exactly here.
    const isUp = box.scrollTop < lastTop.current && left > 1;
    if (isUp) sticks.current = false;
    else if (left <= END_SLACK_PX && !isCut.current) sticks.current = true;
    lastTop.current = box.scrollTop;
    setAtEnd(sticks.current);
  }, [scroller]);

  const goToEnd = useCallback(() => set(true), [set]);
  const letGo = useCallback(() => set(false), [set]);
  return { isAtEnd, noteScroll, goToEnd, letGo };
}
