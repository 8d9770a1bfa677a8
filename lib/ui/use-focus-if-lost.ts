import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** What had the focus may have gone with what was shown before: the element with this ref, once it is there, gets it then, and keys with it. */
export function useFocusIfLost<Kind extends HTMLElement>(): RefObject<Kind | null> {
  const element = useRef<Kind>(null);
  // Before it is painted: who sees it may press a key at once.
  useLayoutEffect(() => {
    if (document.activeElement === document.body) element.current?.focus();
  }, []);
  return element;
}
