import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

/** When what had the focus is gone after `state` became another one, the element that took its place gets it. */
export function useFocusHere(element: RefObject<HTMLElement | null>, state: unknown): void {
  useEffect(() => {
    if (document.activeElement === document.body) element.current?.focus();
  }, [state]);
}
