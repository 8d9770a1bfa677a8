import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Recording } from '../../../lib/protocol/recording-shapes.ts';
import { SearchIcon } from '../../../lib/ui/icons.tsx';
import { List } from '../../../lib/ui/list.tsx';
import { layOutList } from '../../../lib/ui/list-window.ts';
import { pxPerRem, useListWindow } from '../../../lib/ui/use-list-window.ts';
import type { PanelModel } from '../models/panel-model.ts';
import { RecorderModel } from '../models/recorder-model.ts';
import type { RecordingsModel } from '../models/recordings-model.ts';
import { recordSession } from '../record-session.tsx';
import { saveRecording } from '../save-recording.ts';
import { AutoRecordChoice } from './auto-record-choice.tsx';
import { RecordingListState } from './recording-list-state.tsx';
import { RecordingMenu, useRecordingMenu } from './recording-menu.tsx';
import { RecordingRow } from './recording-row.tsx';
import { useRowFocus } from './use-row-focus.ts';

/** A title, a line of facts and what is around them; with tags a third line. */
const ROW_REM = 3.25;
const ROW_WITH_TAGS_REM = 4.75;

interface RecordingListProps {
  readonly panel: PanelModel;
  readonly recordings: RecordingsModel;
}

/** Every recording, newest first, to be found, played, named and removed. */
export function RecordingList({ panel, recordings }: RecordingListProps) {
  const recorder = panel.modelOf(RecorderModel);
  const rows = recordings.rows.value;
  const task = recordings.task.value;
  const keys = useMemo(() => rows.map(({ id }) => id), [rows]);
  const rem = useMemo(pxPerRem, []);
  const layout = useMemo(() => {
    const row = (index: number) => (rows[index]?.tags.length ? ROW_WITH_TAGS_REM : ROW_REM) * rem;
    return layOutList([rows.length], { heading: 0, row });
  }, [rows, rem]);
  const { scroller, range, rowsPerPage, reveal } = useListWindow({
    ...{ layout, keys, listKey: recordings.foundFor.value, startPlace: 0, headingHeight: 0 },
    onPlace: () => {},
    onNearEnd: () => void recordings.readMore(),
  });
  const found = keys.indexOf(recordings.activeId.value ?? '');
  const lastIndex = useRef(0);
  // A row that went leaves its place to the next one.
  const activeIndex = found >= 0 ? found : Math.min(lastIndex.current, rows.length - 1);
  lastIndex.current = Math.max(activeIndex, 0);
  const field = useRef<HTMLInputElement>(null);
  const askForFocus = useRowFocus({
    ...{ scroller, activeId: keys[activeIndex], reveal: () => reveal(activeIndex) },
    onNoRow: () => field.current?.focus(),
  });
  const menu = useRecordingMenu(scroller);
  // Back from a player, at the recording that was played; else at the search.
  useEffect(() => {
    if (recordings.activeId.peek() !== undefined && rows.length > 0) goTo(activeIndex);
    else field.current?.focus();
  }, []);

  function goTo(index: number): void {
    const id = keys[Math.min(Math.max(index, 0), keys.length - 1)];
    if (id === undefined) return;
    askForFocus();
    // Also when it is that one already.
    recordings.activeId.value = undefined;
    recordings.activeId.value = id;
  }

  function onKeyDown(event: KeyboardEvent): void {
    const row = rows[activeIndex];
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const steps: Readonly<Record<string, number>> = {
      ...{ ArrowDown: activeIndex + 1, ArrowUp: activeIndex - 1, Home: 0, End: rows.length - 1 },
      ...{ PageDown: activeIndex + rowsPerPage(), PageUp: activeIndex - rowsPerPage() },
    };
    const to = steps[event.key];
    if (event.key === 'ArrowUp' && activeIndex === 0) field.current?.focus();
    else if (to !== undefined) goTo(to);
    else if (event.key === 'F2') recordings.task.value = { kind: 'rename', id: row.id };
    else if (event.key === 't') recordings.task.value = { kind: 'tags', id: row.id };
    else if (event.key === 'Delete') recordings.remove(row);
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) menu.open(row.id);
    else return;
    event.preventDefault();
  }

  function endTask(): void {
    recordings.task.value = undefined;
    askForFocus();
  }

  const isRecording = recorder.running.value !== undefined;
  const canRecord = isRecording || panel.sessions.currentId.value !== null;
  const drawn = rows.slice(range.first, range.end);
  return (
    <div class="recordings">
      <div class="recordings-head">
        <div class="filter-field">
          <SearchIcon />
          <input
            ref={field}
            type="search"
            aria-label="Search recordings"
            placeholder="Title or tag"
            autocomplete="off"
            spellcheck={false}
            value={recordings.query.value}
            onInput={(event) => recordings.setQuery(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.isComposing) return;
              if (event.key === 'Escape' && recordings.query.peek() !== '') {
                event.preventDefault();
                recordings.setQuery('');
              } else if (event.key === 'ArrowDown') {
                event.preventDefault();
                goTo(Math.max(found, 0));
              }
            }}
          />
        </div>
        <button
          type="button"
          class={isRecording ? 'button recording-button' : 'button'}
          disabled={!canRecord}
          title={canRecord ? undefined : 'Open a session first'}
          onClick={() => recordSession(panel)}
        >
          <span class={isRecording ? 'recording-square' : 'recording-circle'} aria-hidden="true" />
          {isRecording ? 'Stop' : 'Record session'}
        </button>
      </div>
      <AutoRecordChoice panel={panel} />
      <div ref={scroller} class="session-scroll" aria-busy={recordings.page.value.state === 'loading'}>
        {rows.length > 0 && (
          <List
            aria-label="Recordings"
            class="session-list"
            style={{ height: `${layout.height}px` }}
            onFocusIn={({ target }) => {
              const id = (target as Element).closest<HTMLElement>('[data-session]')?.dataset['session'];
              if (id !== undefined) recordings.activeId.value = id;
            }}
            onKeyDown={onKeyDown}
          >
            {drawn.map((row, index) => (
              <RecordingRow
                key={row.id}
                recording={row}
                top={layout.tops[range.first + index] ?? 0}
                height={(row.tags.length > 0 ? ROW_WITH_TAGS_REM : ROW_REM) * rem}
                position={range.first + index + 1}
                setSize={isWhole(recordings) ? rows.length : -1}
                isActive={range.first + index === activeIndex}
                task={task?.id === row.id ? task.kind : undefined}
                clock={panel.clock}
                menuId={menu.id}
                isMenuOpen={menu.isOpen && menu.recording?.id === row.id}
                onMenu={() => menu.prepare(row)}
                onPlay={() => recordings.play(row.id)}
                onName={(title) => {
                  endTask();
                  if (title !== undefined && title !== row.title) recordings.rename(row.id, title);
                }}
                onTags={(text) => {
                  endTask();
                  if (text !== undefined) recordings.setTags(row.id, text);
                }}
              />
            ))}
          </List>
        )}
        {rows.length === 0 && <RecordingListState recordings={recordings} isAway={panel.connection.isAway.value} />}
        <RecordingMenu
          menu={menu}
          onPlay={({ id }) => recordings.play(id)}
          onTask={(kind, { id }) => {
            recordings.task.value = { kind, id };
          }}
          onExport={(row, format) => void saveRecording(panel, row, format)}
          onRemove={(row: Recording) => recordings.remove(row)}
        />
      </div>
    </div>
  );
}

function isWhole({ page }: RecordingsModel): boolean {
  return page.value.state === 'ready' && page.value.value.nextCursor === null;
}
