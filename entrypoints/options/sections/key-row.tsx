import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { AgainIcon } from '../../../lib/ui/icons.tsx';
import { keyWords } from '../../sidepanel/key-combo.ts';
import type { KeyboardModel, KeyRow, KeyTask } from '../models/keyboard-model.ts';

interface KeyRowProps {
  readonly row: KeyRow;
  readonly model: KeyboardModel;
  readonly isMac: boolean;
}

/** An action with its key, which is a button: pressed, it waits for another key. */
export function KeyRowView({ row, model, isMac }: KeyRowProps) {
  const { id, title, keys, isChanged } = row;
  const button = useRef<HTMLButtonElement>(null);
  const hintId = useId();
  const task = model.task.value?.id === id ? model.task.value : undefined;
  const words = keys === undefined ? undefined : keyWords(keys, isMac);
  const isRecording = task?.kind === 'recording';

  // The question that had the focus is gone. Before the next key comes, hence not after the drawing.
  const wasAsked = useRef(false);
  useLayoutEffect(() => {
    if (wasAsked.current && !task) button.current?.focus();
    wasAsked.current = task?.kind === 'conflict';
  }, [task]);

  function onKeyDown(event: KeyboardEvent): void {
    if (!model.press(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <li class="key-row">
      <span class="key-title">{title}</span>
      {isChanged && (
        <button
          type="button"
          class="icon-button small"
          aria-label={`Reset the key of ${title}`}
          title={resetTitle(row, model, isMac)}
          onClick={() => {
            // This button goes.
            button.current?.focus();
            model.reset(id);
          }}
        >
          <AgainIcon />
        </button>
      )}
      <button
        ref={button}
        type="button"
        class={`key-button ${isRecording ? 'recording' : words === undefined ? 'none' : ''}`}
        aria-label={isRecording ? `Press a key for ${title}` : `${title}: ${words ?? 'Add'}`}
        aria-describedby={isRecording ? hintId : undefined}
        onClick={() => (isRecording ? model.cancel() : model.record(id))}
        onKeyDown={onKeyDown}
        onKeyUp={model.release}
        onBlur={() => isRecording && model.cancel()}
      >
        {isRecording ? recordingWords(task, isMac) : (words ?? 'Add')}
      </button>
      {isRecording && (
        <div id={hintId} class="key-note">
          <p class="hint">{words === undefined ? 'Esc cancels.' : `Esc keeps ${words}, Backspace removes it.`}</p>
          <p class="hint danger-text" role="alert">
            {task.problem}
          </p>
        </div>
      )}
      {task?.kind === 'conflict' && <Conflict task={task} model={model} isMac={isMac} />}
    </li>
  );
}

function recordingWords({ held }: KeyTask & { kind: 'recording' }, isMac: boolean): string {
  if (held === '') return 'Press a key…';
  return isMac ? `${held}…` : `${held}+…`;
}

function resetTitle({ id }: KeyRow, model: KeyboardModel, isMac: boolean): string {
  const keys = model.defaultKeys(id);
  return keys === undefined ? 'Reset: no key' : `Reset to ${keyWords(keys, isMac)}`;
}

interface ConflictProps {
  readonly task: KeyTask & { kind: 'conflict' };
  readonly model: KeyboardModel;
  readonly isMac: boolean;
}

function Conflict({ task, model, isMac }: ConflictProps) {
  const first = useRef<HTMLButtonElement>(null);
  const textId = useId();
  // The next key is the answer.
  useLayoutEffect(() => first.current?.focus(), []);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form, and this is a question
    <div
      class="key-note key-conflict"
      role="group"
      aria-labelledby={textId}
      onKeyDown={(event) => {
        if (event.key === 'Escape') model.cancel();
      }}
    >
      <p id={textId}>
        <kbd>{keyWords(task.keys, isMac)}</kbd> is already used by “{task.ownerTitle}”.
      </p>
      <div class="key-choices">
        <button ref={first} type="button" class="button small primary" onClick={model.useHere}>
          Use it here
        </button>
        <button type="button" class="button small" onClick={model.cancel}>
          Cancel
        </button>
      </div>
    </div>
  );
}
