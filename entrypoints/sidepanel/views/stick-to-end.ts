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

export interface StickToEnd {
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
  const last = useRef<Extent>(NOWHERE);
  const isCut = useRef(hasMoreBelow);
  isCut.current = hasMoreBelow;

  const follow = useCallback(() => {
    const box = scroller.current;
    if (!box || !sticks.current) return;
    if (hasGoneUp(last.current, extentOf(box))) return;
    box.scrollTop = box.scrollHeight;
    last.current = extentOf(box);
  }, [scroller]);

  const set = useCallback(
    (isSticking: boolean) => {
      sticks.current = isSticking;
      last.current = NOWHERE;
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
    const now = extentOf(box);
    const left = distanceBelow(now);
    // Content that grew since the last frame also lies below: only going up is the user's wish to stay behind, and the
    // first pixel of it already, or what comes next would pull the user back. Content that shrank ends exactly here.
    const isUp = now.top < last.current.top && left > 1;
    if (isUp) sticks.current = false;
    else if (left <= END_SLACK_PX && !isCut.current) sticks.current = true;
    last.current = now;
    setAtEnd(sticks.current);
  }, [scroller]);

  const goToEnd = useCallback(() => set(true), [set]);
  const letGo = useCallback(() => set(false), [set]);
  return { isAtEnd, noteScroll, goToEnd, letGo };
}

/** Where a box is scrolled to, and the heights of its content and of itself, in pixels. */
export interface Extent {
  readonly top: number;
  readonly height: number;
  readonly boxHeight: number;
}

const NOWHERE: Extent = { top: 0, height: 0, boxHeight: 0 };

function extentOf({ scrollTop, scrollHeight, clientHeight }: HTMLElement): Extent {
  return { top: scrollTop, height: scrollHeight, boxHeight: clientHeight };
}

/**
 * Whether the user went up and the browser has not told of it yet: what is drawn in between must not pull them back. Where
 * sizes changed as well, the place moves by itself.
 */
export function hasGoneUp(before: Extent, now: Extent): boolean {
  const isSameSize = now.height === before.height && now.boxHeight === before.boxHeight;
  return isSameSize && now.top < before.top && distanceBelow(now) > 1;
}

/** Pixels of the content below what is seen. */
function distanceBelow({ top, height, boxHeight }: Extent): number {
  return height - top - boxHeight;
}
