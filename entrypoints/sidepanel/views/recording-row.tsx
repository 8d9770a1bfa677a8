import { clockTime } from '../../../lib/playback/clock-time.ts';
import type { Recording } from '../../../lib/protocol/recording-shapes.ts';
import type { ClockModel } from '../models/clock-model.ts';
import type { RecordingTask } from '../models/recordings-model.ts';
import { age, fullTime } from './format.ts';
import { spokenTime } from './play-time.ts';
import { usedWords } from './recording-facts.ts';
import { RenameField } from './rename-field.tsx';
import { RowMenuButton } from './row-menu-button.tsx';

interface RecordingRowProps {
  readonly recording: Recording;
  readonly clock: ClockModel;
  /** Place and size, px. */
  readonly top: number;
  readonly height: number;
  /** From 1, in the whole list. */
  readonly position: number;
  /** -1: nobody knows yet how many there are. */
  readonly setSize: number;
  /** Tab comes here. */
  readonly isActive: boolean;
  readonly task: RecordingTask['kind'] | undefined;
  readonly menuId: string;
  readonly isMenuOpen: boolean;
  readonly onMenu: () => void;
  readonly onPlay: () => void;
  /** undefined: it stays as it is. */
  readonly onName: (title: string | undefined) => void;
  readonly onTags: (text: string | undefined) => void;
}

/** One recording of the library. */
export function RecordingRow(props: RecordingRowProps) {
  const { recording, top, height, position, setSize, task, isMenuOpen, isActive, menuId } = props;
  const { id, tags } = recording;
  const title = recording.title || 'Untitled';
  const tabIndex = isActive ? 0 : -1;
  return (
    <li
      class={isMenuOpen ? 'session-row recording-row menu-open' : 'session-row recording-row'}
      data-session={id}
      style={{ top: `${top}px`, height: `${height}px` }}
      aria-posinset={position}
      aria-setsize={setSize}
    >
      {task === 'rename' ? (
        <RenameField label="Name of the recording" title={recording.title} onDone={props.onName} />
      ) : task === 'tags' ? (
        <RenameField
          label="Tags, with commas between"
          placeholder="Tags, with commas between"
          title={tags.join(', ')}
          onDone={props.onTags}
        />
      ) : (
        <>
          <button type="button" class="session-open" title={title} tabIndex={tabIndex} onClick={props.onPlay}>
            <span class="session-title">{title}</span>
            <Facts recording={recording} clock={props.clock} />
            {tags.length > 0 && (
              <span class="recording-tags">
                <span class="hidden">Tags: </span>
                {tags.map((tag) => (
                  <span key={tag} class="recording-tag">
                    {tag}
                  </span>
                ))}
              </span>
            )}
          </button>
          <RowMenuButton {...{ title, menuId, tabIndex }} onMenu={props.onMenu} />
        </>
      )}
    </li>
  );
}

function Facts({ recording, clock }: Pick<RecordingRowProps, 'recording' | 'clock'>) {
  const { createdAt, durationMs, state } = recording;
  const facts = usedWords(recording).join(' · ');
  return (
    <span class="session-facts" title={`${fullTime(createdAt)}${facts === '' ? '' : ` · ${facts}`}`}>
      {state === 'running' ? (
        <span class="recording-now">Recording · </span>
      ) : (
        state === 'torn' && <span title="Closed at its last event, after a crash">Interrupted · </span>
      )}
      <span class="hidden">{spokenTime(durationMs)}</span>
      <span aria-hidden="true">{clockTime(durationMs)}</span> ·{' '}
      <time dateTime={createdAt}>{age(createdAt, clock.nowMs.value)}</time>
      {facts !== '' && ` · ${facts}`}
    </span>
  );
}
