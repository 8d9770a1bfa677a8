import type { RefObject } from 'preact';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { PanelModel } from '../models/panel-model.ts';
import { useRowFocus } from './use-row-focus.ts';

interface ActiveRowOptions {
  readonly panel: PanelModel;
  /** The ids of all rows. */
  readonly keys: readonly string[];
  readonly scroller: RefObject<HTMLElement | null>;
  readonly reveal: (index: number) => void;
}

interface ActiveRow {
  /** -1 when there are no rows. */
  readonly activeIndex: number;
  /** Moves the focus to a row, to the last one from beyond it. */
  readonly goTo: (index: number) => void;
}

/** The row that the keyboard is at: the one it went to, else the current session, else the first. */
export function useActiveRow({ panel, keys, scroller, reveal }: ActiveRowOptions): ActiveRow {
  const { sessions, filter, rows } = panel;
  const currentId = sessions.currentId.value;
  const activeId = rows.activeId.value;
  const currentIndex = useMemo(() => keys.indexOf(currentId ?? ''), [keys, currentId]);
  const last = useRef(0);
  const activeIndex = useMemo(() => {
    const index = keys.indexOf(activeId ?? '');
    if (index >= 0) return index;
    // A row that went leaves its place to the next one.
    return activeId === null && currentIndex >= 0 ? currentIndex : Math.min(last.current, keys.length - 1);
  }, [keys, activeId, currentIndex]);
  last.current = Math.max(activeIndex, 0);

  // When another session became the current one; not when a person scrolled away from it.
  useEffect(() => {
    if (currentIndex < 0 || currentId === null || rows.activeId.peek() === currentId) return;
    rows.goTo(currentId);
    reveal(currentIndex);
    // Where it stands in the list is no reason to go there.
  }, [currentId, currentIndex < 0]);

  const askForFocus = useRowFocus({
    scroller,
    activeId: keys[activeIndex],
    reveal: () => reveal(activeIndex),
    onNoRow: filter.want,
  });
  const [, redraw] = useState(0);
  const latestKeys = useRef(keys);
  latestKeys.current = keys;
  const goTo = useCallback(
    (index: number) => {
      const id = latestKeys.current[Math.min(index, latestKeys.current.length - 1)];
      if (id === undefined) return;
      askForFocus();
      rows.goTo(id);
      // It may be the active one already, without the focus.
      redraw((count) => count + 1);
    },
    [askForFocus, rows],
  );
  return { activeIndex, goTo };
}
