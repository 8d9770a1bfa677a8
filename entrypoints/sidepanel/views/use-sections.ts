import type { RefObject } from 'preact';
import { useCallback } from 'preact/hooks';

/**
 * Arrow keys, Home and End go from one heading button (`.work-head`) to the next; right opens one that is closed, left closes
 * one that is open, as in every tree.
 */
export function useSections(list: RefObject<HTMLElement | null>) {
  return useCallback(
    (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey || !(event.target instanceof HTMLElement)) return;
      const heads = [...(list.current?.querySelectorAll<HTMLButtonElement>('.work-head') ?? [])];
      const at = heads.indexOf(event.target as HTMLButtonElement);
      if (at < 0) return;
      const isOpen = event.target.getAttribute('aria-expanded') === 'true';
      const next: Readonly<Record<string, number>> = {
        ArrowDown: at + 1,
        ArrowUp: at - 1,
        Home: 0,
        End: heads.length - 1,
      };
      if ((event.key === 'ArrowRight' && !isOpen) || (event.key === 'ArrowLeft' && isOpen)) event.target.click();
      else if (event.key in next) heads[next[event.key] ?? 0]?.focus();
      else return;
      event.preventDefault();
    },
    [list],
  );
}
