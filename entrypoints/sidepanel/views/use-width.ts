import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

/** Whether an element is at least so wide, in px. */
export function useIsWide(element: RefObject<HTMLElement | null>, leastPx: number): boolean {
  const [isWide, setWide] = useState(false);
  useLayoutEffect(() => {
    const box = element.current;
    if (!box) return undefined;
    const look = () => setWide(box.clientWidth >= leastPx);
    look();
    const observer = new ResizeObserver(look);
    observer.observe(box);
    return () => observer.disconnect();
  }, [element, leastPx]);
  return isWide;
}
