import { Fragment } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { ArrowDownIcon } from '../../../lib/ui/icons.tsx';
import { messagesOf, type ShownRun } from '../models/message-reader.ts';
import type { SaveModel } from '../models/save-model.ts';
import type { ViewStateModel } from '../models/view-state-model.ts';
import { DayLine } from './day-line.tsx';
import { jumpWords } from './jump-words.ts';
import { MessageView, type RowContext } from './message-view.tsx';
import { OutgoingView } from './outgoing-view.tsx';
import { RunEdge } from './run-edge.tsx';
import { useStickToEnd } from './stick-to-end.ts';
import { useDrawnRows } from './use-drawn-rows.ts';
import { useKeptPlace } from './use-kept-place.ts';

interface MessageLogProps {
  readonly run: ShownRun;
  readonly row: RowContext;
  readonly save: SaveModel;
  readonly viewState: ViewStateModel;
}

/** The messages of a session where one reads, and the way to its end. */
export function MessageLog({ run, row, save, viewState }: MessageLogProps) {
  const { conversation, chat, clock } = row.panel;
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const goesToStart = useRef(false);
  const isReady = conversation.isReady.value;
  const earlier = conversation.earlier.value;
  const later = conversation.later.value;
  const drawn = useDrawnRows({
    scroller,
    content,
    run,
    readEarlier: isReady && earlier.state === 'idle' ? () => void conversation.loadEarlier() : undefined,
    readLater: isReady && later.state === 'idle' ? () => void conversation.loadLater() : undefined,
  });
  const end = useStickToEnd({ scroller, content, hasMoreBelow: drawn.hasMoreBelow });
  useKeptPlace({ scroller, content, drawn, end, viewState, sessionId: run.messages[0]?.sessionId, conversation });
  const outgoing = chat.outgoing.value;

  const newest = messagesOf(conversation.page.value);
  const seen = useRef(0);
  if (end.isAtEnd) seen.current = newest.at(-1)?.sequence ?? 0;

  function goToEnd(): void {
    conversation.showNewest();
    if (drawn.hasMoreBelow) drawn.drawEnd();
    end.goToEnd();
  }

  function goToStart(): void {
    end.letGo();
    if (drawn.reachesStart) scroller.current?.scrollTo(0, 0);
    else drawn.drawStart();
    goesToStart.current = !drawn.reachesStart;
  }

  useLayoutEffect(() => {
    if (!goesToStart.current) return;
    goesToStart.current = false;
    scroller.current?.scrollTo(0, 0);
  });

  // Who said something wants to see it.
  const lastOwnId = outgoing.at(-1)?.requestId;
  useLayoutEffect(() => {
    if (lastOwnId !== undefined) goToEnd();
  }, [lastOwnId]);

  return (
    <>
      <div
        ref={scroller}
        class="log"
        role="log"
        aria-label="Conversation"
        // Readers are not told of every piece of a reply, only of the whole; nor of rows that come while one goes up.
        aria-busy={conversation.replyInProgress.value !== undefined}
        aria-live={end.isAtEnd ? 'polite' : 'off'}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        onScroll={() => {
          end.noteScroll();
          drawn.look();
          viewState.note();
        }}
        onKeyDown={(event) => {
          if (event.altKey || event.shiftKey) return;
          if (event.key !== 'End' && event.key !== 'Home') return;
          event.preventDefault();
          if (event.key === 'End') goToEnd();
          else goToStart();
        }}
      >
        <div ref={content} class="log-content">
          {drawn.reachesStart && run.hasEarlier && (
            <RunEdge
              which="Earlier"
              fetching={earlier}
              isReady={isReady}
              onRead={() => void conversation.loadEarlier()}
            />
          )}
          {drawn.rows.map((message, index) => (
            <Fragment key={message.id}>
              <DayLine message={message} before={drawn.rows[index - 1]} clock={clock} />
              <div data-row={message.sequence}>
                <MessageView
                  {...row}
                  message={message}
                  isLast={!drawn.hasMoreBelow && index === drawn.rows.length - 1 && outgoing.length === 0}
                />
              </div>
            </Fragment>
          ))}
          {run.hasLater && drawn.rows.at(-1) === run.messages.at(-1) && (
            <RunEdge which="Later" fetching={later} isReady={isReady} onRead={() => void conversation.loadLater()} />
          )}
          {!drawn.hasMoreBelow &&
            outgoing.map((question) => (
              <OutgoingView key={question.requestId} question={question} chat={chat} save={save} />
            ))}
        </div>
      </div>
      {!end.isAtEnd && (
        <div class="to-end">
          <button type="button" class="button" onClick={goToEnd}>
            <ArrowDownIcon />
            {jumpWords(newest.filter(({ sequence }) => sequence > seen.current))}
          </button>
        </div>
      )}
    </>
  );
}
