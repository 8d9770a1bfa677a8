import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Place } from '../../../lib/recovery/crash-record.ts';
import type { ConversationModel } from '../models/conversation-model.ts';
import type { ViewState, ViewStateModel } from '../models/view-state-model.ts';
import type { StickToEnd } from './stick-to-end.ts';
import type { DrawnRows } from './use-drawn-rows.ts';

interface KeptPlaceOptions {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly content: RefObject<HTMLDivElement | null>;
  readonly drawn: DrawnRows;
  readonly end: StickToEnd;
  readonly viewState: ViewStateModel;
  readonly conversation: ConversationModel;
  /** Undefined: nothing is read yet. */
  readonly sessionId: string | undefined;
}

const AT_END = { scrollTop: 0, place: null };

/** So close is there. */
const EXACT_PX = 2;

/** Tells where one reads, and goes back to where one read in a panel before this one. */
export function useKeptPlace(options: KeptPlaceOptions): void {
  const { scroller, content, drawn, end, viewState, conversation, sessionId } = options;
  const wanted = viewState.wanted.value;
  const place = sessionId !== undefined && wanted?.sessionId === sessionId ? wanted.place : null;
  const goesTo = useRef<Place | undefined>(undefined);
  const last = useRef<Pick<ViewState, 'scrollTop' | 'place'>>(AT_END);
  const isAtEnd = useRef(end.isAtEnd);
  isAtEnd.current = end.isAtEnd;

  useEffect(
    () =>
      viewState.watchPlace(() => {
        const [box, inner] = [scroller.current, content.current];
        const isAway = box !== null && inner !== null && !isAtEnd.current;
        // Behind the settings nothing has a size; it will be where it was.
        if (isAway && box.clientHeight === 0) return last.current;
        last.current = isAway ? { scrollTop: box.scrollTop, place: placeIn(box, inner) } : AT_END;
        return last.current;
      }),
    [viewState, scroller, content],
  );

  useEffect(() => {
    if (!place) return undefined;
    let isStale = false;
    void conversation.loadAround(place.sequence).then((isThere) => {
      if (isStale) return;
      if (!isThere) return viewState.placeDone();
      end.letGo();
      goesTo.current = place;
      drawn.drawFrom(place.sequence);
    });
    return () => {
      isStale = true;
    };
  }, [place]);

  // With each drawing, until enough is drawn below for the place to be reached.
  useLayoutEffect(() => {
    const [box, inner, to] = [scroller.current, content.current, goesTo.current];
    const row = to && inner?.querySelector(`:scope > [data-row="${to.sequence}"]`);
    if (!box || !row || box.clientHeight === 0) return;
    const missingPx = () => row.getBoundingClientRect().top - box.getBoundingClientRect().top + to.offsetPx;
    box.scrollTop += missingPx();
    if (Math.abs(missingPx()) > EXACT_PX && drawn.hasMoreBelow) return;
    goesTo.current = undefined;
    viewState.placeDone();
  });
}

/** The row at the upper edge of what one sees. */
function placeIn(box: HTMLElement, inner: HTMLElement): Place | null {
  const edge = box.getBoundingClientRect().top;
  for (const row of inner.querySelectorAll<HTMLElement>(':scope > [data-row]')) {
    const { top, bottom } = row.getBoundingClientRect();
    if (bottom > edge + 1) return { sequence: Number(row.dataset['row']), offsetPx: Math.round(edge - top) };
  }
  return null;
}
