import { useEffect } from 'preact/hooks';
import { List } from '../../../lib/ui/list.tsx';
import type { ActionId } from '../../sidepanel/key-bindings.ts';
import { SendKeyChoice } from '../../sidepanel/views/send-key-choice.tsx';
import { commandTitle, type KeyboardModel } from '../models/keyboard-model.ts';
import { Group, Row, type SectionProps } from '../views/section.tsx';
import { KeyRowView } from './key-row.tsx';

const GROUPS = ['Finding', 'Sessions', 'Conversation', 'Views', 'Panel'] as const;

/** Each action in one group; one that is forgotten does not compile. */
const GROUP_OF: Readonly<Record<ActionId, (typeof GROUPS)[number]>> = {
  palette: 'Finding',
  'filter-sessions': 'Finding',
  'choose-model': 'Finding',
  'show-keys': 'Finding',
  search: 'Finding',
  'new-session': 'Sessions',
  'next-session': 'Sessions',
  'previous-session': 'Sessions',
  'show-sessions': 'Sessions',
  'show-archive': 'Sessions',
  'show-trash': 'Sessions',
  'archive-session': 'Sessions',
  'trash-session': 'Sessions',
  'copy-session': 'Sessions',
  'export-session': 'Sessions',
  record: 'Sessions',
  import: 'Sessions',
  'stop-reply': 'Conversation',
  'retry-reply': 'Conversation',
  'copy-reply': 'Conversation',
  branch: 'Conversation',
  'edit-question': 'Conversation',
  'previous-version': 'Conversation',
  'next-version': 'Conversation',
  'move-in': 'Panel',
  'delete-draft': 'Conversation',
  'reload-conversation': 'Conversation',
  views: 'Views',
  branches: 'Views',
  timeline: 'Views',
  recordings: 'Views',
  usage: 'Views',
  'file-changes': 'Views',
  proofs: 'Views',
  'open-recovery': 'Panel',
  settings: 'Panel',
  options: 'Panel',
  'theme-system': 'Panel',
  'theme-light': 'Panel',
  'theme-dark': 'Panel',
};

/** Every key of the program: those that work anywhere in the browser, what sends, and those of the panel. */
export function KeyboardSection({ options, isMac, openShortcutsPage }: SectionProps) {
  const { keyboard: model } = options;
  const rows = model.rows.value;
  return (
    <>
      <Group title="Anywhere in the browser">
        <BrowserKeys model={model} openShortcutsPage={openShortcutsPage} />
      </Group>
      <Group title="In the message">
        <Row title="Send key" hint="The other one, and Shift+Enter, start a new line.">
          <SendKeyChoice composer={model} isMac={isMac} />
        </Row>
      </Group>
      <Group
        title="In the panel"
        intro={`Choose a key to change it. A symbol without ${isMac ? '⌘ or ⌃⌥' : 'Ctrl or Alt'} works outside text fields.`}
      >
        {GROUPS.map((group) => (
          <div key={group} class="key-group">
            <h3>{group}</h3>
            <List>
              {rows
                .filter(({ id }) => GROUP_OF[id] === group)
                .map((row) => (
                  <KeyRowView key={row.id} row={row} model={model} isMac={isMac} />
                ))}
            </List>
          </div>
        ))}
        <div class="row">
          <p class="hint">Gives every action its default key.</p>
          <button type="button" class="button" disabled={!model.isChanged.value} onClick={model.resetAll}>
            Reset all
          </button>
        </div>
      </Group>
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
    </>
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
      <dl class="browser-keys">
        {commands?.map((command) => (
          <div key={command.name}>
            <dt>{commandTitle(command)}</dt>
            <dd>{command.shortcut === '' ? <span class="muted">Not set</span> : <kbd>{command.shortcut}</kbd>}</dd>
          </div>
        ))}
      </dl>
      <div class="row">
        <p class="hint">
          {commands?.some(({ shortcut }) => shortcut === '')
            ? 'Chrome assigns a key only if no other extension has it. You can set a missing one there.'
            : 'Chrome manages these.'}
        </p>
        <button type="button" class="button" onClick={openShortcutsPage}>
          Change in Chrome
        </button>
      </div>
    </>
  );
}
