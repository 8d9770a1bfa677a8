import { useEffect, useId, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { Snapshot, SnapshotMark } from '../../../lib/protocol/snapshot-shapes.ts';
import { layOutList } from '../../../lib/ui/list-window.ts';
import { pxPerRem, useListWindow } from '../../../lib/ui/use-list-window.ts';
import type { TimelineModel } from '../models/timeline-model.ts';
import { KIND_WORDS, momentWords, nameOf } from './snapshot-words.ts';
import { StarIcon } from './star-icon.tsx';

/** Two lines and what is around them. */
const ROW_REM = 3.25;

interface TimelineListProps {
  readonly timeline: TimelineModel;
  readonly nowMs: number;
  /** Enter and a second click. */
  readonly onOpen: () => void;
}

/** The snapshots of the range, newest first; of a long list, what can be seen is drawn and told of. */
export function TimelineList({ timeline, nowMs, onOpen }: TimelineListProps) {
  const marks = timeline.marks.value;
  const found = timeline.found.value;
  const chosenIndex = timeline.chosenIndex.value;
  const id = useId();
  const rem = useMemo(pxPerRem, []);
  const keys = useMemo(() => marks.map((mark) => mark.id), [marks]);
  const layout = useMemo(
    () => layOutList([marks.length], { heading: 0, row: () => ROW_REM * rem }),
    [marks.length, rem],
  );
  const { scroller, range, rowsPerPage, reveal } = useListWindow({
    ...{ layout, keys, listKey: `${timeline.range.value} ${timeline.scope.value}`, startPlace: 0, headingHeight: 0 },
    ...{ onPlace: () => {}, onNearEnd: () => {} },
  });
  const drawn = marks.slice(range.first, range.end);
  useEffect(() => timeline.want(drawn), [marks, range.first, range.end]);
  useLayoutEffect(() => {
    if (chosenIndex >= 0) reveal(chosenIndex);
  }, [timeline.chosenId.value]);
  // Where there is less room, it may be beyond the edge.
  const latest = useRef(chosenIndex);
  latest.current = chosenIndex;
  useEffect(() => {
    const box = scroller.current;
    if (!box) return undefined;
    const observer = new ResizeObserver(() => reveal(latest.current));
    observer.observe(box);
    return () => observer.disconnect();
  }, [scroller, reveal]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const next = nextIndex(event.key, chosenIndex, marks.length - 1, rowsPerPage);
    if (next !== undefined) timeline.chooseAt(next);
    else if (event.key === 'Enter') onOpen();
    else return;
    event.preventDefault();
  }

  return (
    <div ref={scroller} class="timeline-scroll">
      <div
        class="timeline-list"
        role="listbox"
        aria-label="Snapshots"
        tabIndex={0}
        aria-activedescendant={chosenIndex >= 0 ? `${id}-${chosenIndex}` : undefined}
        style={{ height: `${layout.height}px` }}
        onKeyDown={onKeyDown}
      >
        {drawn.map((mark, place) => {
          const index = range.first + place;
          return (
            <Row
              key={mark.id}
              id={`${id}-${index}`}
              {...{ mark, index, nowMs, count: marks.length }}
              snapshot={found.get(mark.id)}
              isChosen={index === chosenIndex}
              isOther={timeline.other.value?.id === mark.id}
              top={layout.tops[index] ?? 0}
              height={ROW_REM * rem}
              onChoose={() => timeline.choose(mark.id)}
              onOpen={onOpen}
            />
          );
        })}
      </div>
    </div>
  );
}

function nextIndex(key: string, index: number, last: number, rowsPerPage: () => number): number | undefined {
  if (key === 'ArrowDown') return index + 1;
  if (key === 'ArrowUp') return index - 1;
  if (key === 'PageDown') return index + rowsPerPage();
  if (key === 'PageUp') return index - rowsPerPage();
  if (key === 'Home') return 0;
  return key === 'End' ? last : undefined;
}

interface RowProps {
  readonly id: string;
  readonly mark: SnapshotMark;
  readonly snapshot: Snapshot | undefined;
  readonly index: number;
  readonly count: number;
  readonly nowMs: number;
  readonly isChosen: boolean;
  readonly isOther: boolean;
  readonly top: number;
  readonly height: number;
  readonly onChoose: () => void;
  readonly onOpen: () => void;
}

function Row(props: RowProps) {
  const { id, mark, snapshot, index, count, nowMs, isChosen, isOther, top, height, onChoose, onOpen } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the focus and takes the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the same
    <div
      id={id}
      role="option"
      class={`timeline-row ${isOther ? 'other' : ''}`}
      aria-selected={isChosen}
      aria-setsize={count}
      aria-posinset={index + 1}
      style={{ top: `${top}px`, height: `${height}px` }}
      onClick={onChoose}
      onDblClick={onOpen}
    >
      <span class={`kind of-${mark.type}`}>
        <span class="hidden">{KIND_WORDS[mark.type]}</span>
      </span>
      <span class="timeline-name" title={snapshot && nameOf(snapshot)}>
        {snapshot ? nameOf(snapshot) : KIND_WORDS[mark.type]}
      </span>
      <span class="timeline-time">
        {mark.starred && (
          <>
            <StarIcon isFilled />
            <span class="hidden">Starred</span>
          </>
        )}
        {momentWords(mark.timestamp, nowMs)}
      </span>
      <span class="timeline-facts">{snapshot ? factsOf(snapshot) : '\u00a0'}</span>
    </div>
  );
}

function factsOf({ summary }: Snapshot): string {
  const { title, messageCount, draft } = summary;
  const count = messageCount === 1 ? '1 message' : `${messageCount} messages`;
  return [title ?? 'New session', messageCount > 0 && count, draft.trim() !== '' && 'draft']
    .filter(Boolean)
    .join(' · ');
}
