import type { RefObject } from 'preact';
import { useCallback, useLayoutEffect, useState } from 'preact/hooks';

interface Sections {
  readonly onKeyDown: (event: KeyboardEvent) => void;
  /** The row that gets the focus as soon as it is drawn. */
  readonly wanted: number | undefined;
}

/**
 * Arrow keys, Home and End go from one heading button (`.work-head`, with the number of its row as `data-row`) to the next, of `count`
 * rows, drawn or not; right opens one that is closed, left closes one that is open, as in every tree.
 */
export function useSections(list: RefObject<HTMLElement | null>, count: number): Sections {
  const [wanted, setWanted] = useState<number>();
  useLayoutEffect(() => {
    if (wanted === undefined) return;
    list.current?.querySelector<HTMLElement>(`.work-head[data-row="${wanted}"]`)?.focus();
    setWanted(undefined);
  }, [wanted]);

  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const { target: head } = event;
      if (!(head instanceof HTMLElement) || !head.matches('.work-head')) return;
      const at = Number(head.dataset['row']);
      const isOpen = head.getAttribute('aria-expanded') === 'true';
      const steps: Readonly<Record<string, number>> = {
        ...{ ArrowDown: Math.min(at + 1, count - 1), ArrowUp: Math.max(at - 1, 0), Home: 0, End: count - 1 },
      };
      if ((event.key === 'ArrowRight' && !isOpen) || (event.key === 'ArrowLeft' && isOpen)) head.click();
      else if (event.key in steps) setWanted(steps[event.key]);
      else return;
      event.preventDefault();
    },
    [count],
  );
  return { onKeyDown, wanted };
}
