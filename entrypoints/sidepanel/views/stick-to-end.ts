import type { RefObject } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** This close to the end counts as there; the fraction of a pixel and a last margin must not unstick it. */
const END_SLACK_PX = 32;
/** Earlier messages are fetched before the start is reached. */
const NEAR_START_PX = 240;

interface StickOptions {
  /** Other content begins at its end. */
  readonly contentKey: string;
  /** When this changes within the same content, something was put in front. */
  readonly firstId: string | undefined;
  /** When this changes, the user said something and wants to see it. */
  readonly lastOwnId: string | undefined;
  readonly onNearStart: (() => void) | undefined;
}

interface StickToEnd {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly content: RefObject<HTMLDivElement | null>;
  readonly isAtEnd: boolean;
  readonly goToEnd: () => void;
}

/** Keeps a growing content at its end while the user is there, and where the user is otherwise. */
export function useStickToEnd({ contentKey, firstId, lastOwnId, onNearStart }: StickOptions): StickToEnd {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const sticks = useRef(true);
  const nearStart = useRef(onNearStart);
  nearStart.current = onNearStart;
  const shown = useRef({ contentKey, firstId, height: 0 });

  const goToEnd = useCallback(() => {
    sticks.current = true;
    setAtEnd(true);
    const box = scroller.current;
    if (box) box.scrollTop = box.scrollHeight;
  }, []);

  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const before = shown.current;
    if (before.contentKey !== contentKey) goToEnd();
    else if (before.firstId !== firstId && !sticks.current) box.scrollTop += box.scrollHeight - before.height;
    shown.current = { contentKey, firstId, height: box.scrollHeight };
  });

  useLayoutEffect(goToEnd, [lastOwnId, goToEnd]);

  useEffect(() => {
    const box = scroller.current;
    const inner = content.current;
    if (!box || !inner) return undefined;
    const onResize = new ResizeObserver(() => {
      if (sticks.current) box.scrollTop = box.scrollHeight;
      shown.current.height = box.scrollHeight;
    });
    onResize.observe(box);
    onResize.observe(inner);
    let lastTop = box.scrollTop;
    function onScroll(): void {
      if (!box) return;
      // Content that grew since the last frame also lies below: only going up is the user's wish to stay behind.
      if (box.scrollHeight - box.scrollTop - box.clientHeight <= END_SLACK_PX) sticks.current = true;
      else if (box.scrollTop < lastTop) sticks.current = false;
      lastTop = box.scrollTop;
      setAtEnd(sticks.current);
      if (box.scrollTop < NEAR_START_PX && !sticks.current) nearStart.current?.();
    }
    box.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      onResize.disconnect();
      box.removeEventListener('scroll', onScroll);
    };
  }, []);

  return { scroller, content, isAtEnd, goToEnd };
}
