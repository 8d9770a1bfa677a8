import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** When what had the focus is gone after `state` became another one, the element that took its place gets it. */
export function useFocusHere(element: RefObject<HTMLElement | null>, state: unknown): void {
  const before = useRef(state);
  useEffect(() => {
    if (before.current !== state && document.activeElement === document.body) element.current?.focus();
    before.current = state;
  }, [state]);
}
