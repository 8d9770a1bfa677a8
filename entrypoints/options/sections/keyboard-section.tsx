import { useModel } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ActionId } from '../../sidepanel/key-bindings.ts';
import { SendKeyChoice } from '../../sidepanel/views/send-key-choice.tsx';
import { commandTitle, KeyboardModel, type KeyboardOptions } from '../models/keyboard-model.ts';
import { KeyRowView } from './key-row.tsx';

interface KeyboardSectionProps extends KeyboardOptions {
  /** Opens Chrome's own page for the shortcuts of extensions, which no page may change. */
  readonly openShortcutsPage: () => void;
}

const GROUPS = ['Finding', 'Sessions', 'Conversation', 'Panel'] as const;

/** Each action in one group; one that is forgotten does not compile. */
const GROUP_OF: Readonly<Record<ActionId, (typeof GROUPS)[number]>> = {
  palette: 'Finding',
  'filter-sessions': 'Finding',
  'choose-model': 'Finding',
  'show-keys': 'Finding',
  'new-session': 'Sessions',
  'next-session': 'Sessions',
  'previous-session': 'Sessions',
  'show-sessions': 'Sessions',
  'show-archive': 'Sessions',
  'show-trash': 'Sessions',
  'archive-session': 'Sessions',
  'trash-session': 'Sessions',
  'stop-reply': 'Conversation',
  'retry-reply': 'Conversation',
  'copy-reply': 'Conversation',
  'delete-draft': 'Conversation',
  'reload-conversation': 'Conversation',
  settings: 'Panel',
  'theme-system': 'Panel',
  'theme-light': 'Panel',
  'theme-dark': 'Panel',
};

/** Every key of the program: those that work anywhere in the browser, what sends, and those of the panel. */
export function KeyboardSection({ openShortcutsPage, ...options }: KeyboardSectionProps) {
  const model = useModel(() => new KeyboardModel(options));
  const { isMac } = options;
  const rows = model.rows.value;
  return (
    <section class="keyboard" aria-labelledby="keyboard-title">
      <h2 id="keyboard-title">Keyboard</h2>
      <BrowserKeys model={model} openShortcutsPage={openShortcutsPage} />
      <h3>In the message</h3>
      <SendKeyChoice composer={model} isMac={isMac} />
      <p class="hint">The other one, and Shift+Enter, begin a new line.</p>
      <div class="keyboard-head">
        <h3>In the panel</h3>
        <button type="button" class="button small" disabled={!model.isChanged.value} onClick={model.resetAll}>
          Reset all
        </button>
      </div>
      <p class="hint">
        Choose a key to change it. A sign without {isMac ? '⌘ or ⌃⌥' : 'Ctrl or Alt'} works outside of text fields.
      </p>
      {GROUPS.map((group) => (
        <div key={group} class="key-group">
          <h4>{group}</h4>
          <ul
            // biome-ignore lint/a11y/noRedundantRoles: a list without bullets is none to some screen readers
            role="list"
          >
            {rows
              .filter(({ id }) => GROUP_OF[id] === group)
              .map((row) => (
                <KeyRowView key={row.id} row={row} model={model} isMac={isMac} />
              ))}
          </ul>
        </div>
      ))}
      <div class="keyboard-status" role="status">
        {model.status.value.text !== '' && (
          <div>
            <span>{model.status.value.text}</span>
            {model.status.value.undo && (
              <button type="button" class="button small quiet" onClick={model.status.value.undo}>
                Undo
              </button>
            )}
          </div>
        )}
      </div>
    </section>
  );
}

interface BrowserKeysProps {
  readonly model: KeyboardModel;
  readonly openShortcutsPage: () => void;
}

function BrowserKeys({ model, openShortcutsPage }: BrowserKeysProps) {
  const commands = model.commands.value;
  useEffect(() => {
    const read = () => void model.readCommands();
    read();
    // Whoever changed one comes back from another tab.
    addEventListener('focus', read);
    return () => removeEventListener('focus', read);
  }, [model]);
  return (
    <>
      <h3>Anywhere in the browser</h3>
      <dl class="browser-keys">
        {commands?.map((command) => (
          <div key={command.name}>
            <dt>{commandTitle(command)}</dt>
            <dd>{command.shortcut === '' ? <span class="muted">Not set</span> : <kbd>{command.shortcut}</kbd>}</dd>
          </div>
        ))}
      </dl>
      {commands?.some(({ shortcut }) => shortcut === '') && (
        <p class="hint">Chrome gives out a key only while no other extension has it. A missing one can be set there.</p>
      )}
      <button type="button" class="button small at-start" onClick={openShortcutsPage}>
        Change in Chrome
      </button>
    </>
  );
}
