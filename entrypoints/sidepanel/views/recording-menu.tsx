import type { RefObject } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import type { Recording } from '../../../lib/protocol/recording-shapes.ts';
import type { RecordingTask } from '../models/recordings-model.ts';
import type { RecordingFormat } from '../recording-file.ts';
import { itemsOf, moveInMenu } from './session-menu.tsx';
import { rowOf } from './use-row-focus.ts';

/** One menu for all rows: the button that opens it is what the browser places it at. */
export function useRecordingMenu(scroller: RefObject<HTMLElement | null>) {
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);
  const [recording, prepare] = useState<Recording>();
  const [isOpen, setOpen] = useState(false);

  function open(recordingId: string): void {
    if (menu.current?.matches(':popover-open')) return;
    rowOf(scroller.current, recordingId)?.querySelector<HTMLElement>('.session-more')?.click();
    // The browser tells later that it opened; the next key is for it already.
    menu.current?.focus();
  }

  return { id, menu, recording, isOpen, setOpen, prepare, open };
}

interface RecordingMenuProps {
  readonly menu: ReturnType<typeof useRecordingMenu>;
  readonly onPlay: (recording: Recording) => void;
  readonly onTask: (kind: RecordingTask['kind'], recording: Recording) => void;
  readonly onExport: (recording: Recording, format: RecordingFormat) => void;
  readonly onRemove: (recording: Recording) => void;
}

/** What can be done with the recording whose button was pressed. */
export function RecordingMenu({ menu, onPlay, onTask, onExport, onRemove }: RecordingMenuProps) {
  const { recording } = menu;
  return (
    <div
      ref={menu.menu}
      id={menu.id}
      popover="auto"
      class="menu"
      role="menu"
      aria-label={`Actions for ${recording?.title || 'Untitled'}`}
      tabIndex={-1}
      onKeyDown={moveInMenu}
      onToggle={(event) => {
        const isOpen = event.newState === 'open';
        menu.setOpen(isOpen);
        if (isOpen && !event.currentTarget.querySelector(':focus')) itemsOf(event.currentTarget)[0]?.focus();
      }}
    >
      {recording &&
        (
          [
            ['Play', 'Enter', () => onPlay(recording)],
            ['Rename', 'F2', () => onTask('rename', recording)],
            ['Tags', 'T', () => onTask('tags', recording)],
            ['Export as a page that plays', '', () => onExport(recording, 'html')],
            ['Export as Markdown', '', () => onExport(recording, 'markdown')],
            ['Export as JSON', '', () => onExport(recording, 'json')],
            ['Delete', 'Del', () => onRemove(recording)],
          ] as const
        ).map(([label, keys, run]) => (
          <button
            key={label}
            type="button"
            role="menuitem"
            class="menu-item"
            tabIndex={-1}
            onClick={() => {
              menu.menu.current?.hidePopover();
              run();
            }}
          >
            <span>{label}</span>
            {keys !== '' && (
              <span class="key" aria-hidden="true">
                {keys}
              </span>
            )}
          </button>
        ))}
    </div>
  );
}
