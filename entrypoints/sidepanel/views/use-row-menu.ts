import type { RefObject } from 'preact';
import { useCallback, useId, useRef, useState } from 'preact/hooks';
import type { Session } from '../../../lib/protocol/shapes.ts';
import type { SessionRowsModel } from '../models/session-rows-model.ts';
import { rowOf } from './use-row-focus.ts';

interface RowMenu {
  readonly id: string;
  readonly menu: RefObject<HTMLDivElement | null>;
  /** The one that it is for, or was for last. */
  readonly session: Session | undefined;
  readonly isOpen: boolean;
  readonly onToggle: (isOpen: boolean) => void;
  /** The button of a row is about to open it. */
  readonly prepare: (session: Session) => void;
  /** Opens it at a row that is drawn. */
  readonly open: (sessionId: string) => void;
}

/** One menu for all rows: the button that opens it is what the browser places it at. */
export function useRowMenu(rows: SessionRowsModel, scroller: RefObject<HTMLElement | null>): RowMenu {
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);
  const [session, setSession] = useState<Session>();
  const [isOpen, setOpen] = useState(false);
  const prepare = useCallback(
    (next: Session) => {
      rows.goTo(next.id);
      setSession(next);
    },
    [rows],
  );
  const open = useCallback(
    (sessionId: string) => {
      if (menu.current?.matches(':popover-open')) return;
      rowOf(scroller.current, sessionId)?.querySelector<HTMLElement>('.session-more')?.click();
      // The browser tells later that it opened; the next key is for it already.
      menu.current?.focus();
    },
    [scroller],
  );
  return { id, menu, session, isOpen, onToggle: setOpen, prepare, open };
}
