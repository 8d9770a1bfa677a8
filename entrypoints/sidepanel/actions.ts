import type { KeyCombo } from './key-combo.ts';
import { messagesOf } from './models/message-reader.ts';
import type { PanelModel } from './models/panel-model.ts';
import { SHELVES, type Shelf } from './models/session-page.ts';

/** Something a person can do from anywhere in the panel. */
export interface Action {
  readonly title: string;
  readonly keys?: KeyCombo;
  /** Whether it can be done now; always when absent. */
  readonly isAvailable?: () => boolean;
  readonly run: () => void;
}

const SHELF_TITLES: Readonly<Record<Shelf, string>> = {
  active: 'Show the sessions',
  archived: 'Show archived sessions',
  trash: 'Show the trash',
};

/** Every action of the panel. What has a key can also be found by name, and the other way round where it is done often. */
export function createActions(
  panel: PanelModel,
  copyText: (text: string) => Promise<void>,
  openOptions: () => void,
): readonly Action[] {
  const { sessions, filter, layout, conversation, chat, composer, drafts, connection, provider } = panel;
  const currentId = () => sessions.currentId.peek();
  const lastReply = () => messagesOf(conversation.page.peek()).findLast(({ role }) => role === 'assistant');
  const isShown = () => currentId() !== null && sessions.current.peek()?.deletedAt === null;

  function showShelf(shelf: Shelf): void {
    layout.showSessions();
    sessions.showShelf(shelf);
  }

  function openNeighbour(step: 1 | -1): void {
    const list = sessions.list.peek();
    if (list.state !== 'ready') return;
    const rows = list.value.sessions;
    const next = rows[rows.findIndex(({ id }) => id === currentId()) + step];
    if (!next) return;
    layout.closeSettings();
    sessions.open(next.id);
  }

  function hasDraft(): boolean {
    const draft = drafts.draft.peek();
    return draft.state === 'ready' && draft.text !== '';
  }

  function onSession(run: (id: string) => void): () => void {
    return () => {
      const id = currentId();
      if (id !== null) run(id);
    };
  }

  return [
    { title: 'Find an action, a session or a model', keys: 'Mod+K', run: () => layout.openDialog('palette') },
    {
      title: 'New session',
      keys: 'Alt+N',
      run() {
        layout.closeSheet();
        layout.closeSettings();
        sessions.startNew();
      },
    },
    {
      title: 'Filter the sessions',
      keys: '/',
      isAvailable: () => connection.wasReady.peek(),
      run() {
        layout.showSessions();
        filter.want();
      },
    },
    { title: 'Next session', keys: 'Alt+ArrowDown', run: () => openNeighbour(1) },
    { title: 'Previous session', keys: 'Alt+ArrowUp', run: () => openNeighbour(-1) },
    {
      title: 'Choose a model',
      keys: 'Alt+M',
      isAvailable: () => provider.isSetUp.peek(),
      run: () => layout.openDialog('models'),
    },
    {
      title: 'Stop the reply',
      keys: 'Alt+.',
      isAvailable: () => conversation.replyInProgress.peek() !== undefined,
      run() {
        const reply = conversation.replyInProgress.peek();
        if (reply) void chat.stop(reply.id);
      },
    },
    {
      title: 'Ask for the last reply again',
      keys: 'Alt+R',
      isAvailable: () => lastReply() !== undefined && chat.canSend.peek(),
      run() {
        const reply = lastReply();
        if (reply) chat.retry(reply);
      },
    },
    {
      title: 'Copy the last reply',
      keys: 'Alt+C',
      isAvailable: () => lastReply() !== undefined,
      run() {
        const reply = lastReply();
        if (reply) void composer.copy(copyText, reply.content);
      },
    },
    ...SHELVES.map((shelf): Action => {
      return { title: SHELF_TITLES[shelf], ...(shelf === 'active' && { keys: 'Alt+S' }), run: () => showShelf(shelf) };
    }),
    {
      title: 'Archive this session',
      isAvailable: () => isShown() && sessions.current.peek()?.isArchived === false,
      run: onSession((id) => sessions.setArchived(id, true)),
    },
    {
      title: 'Move this session to the trash',
      isAvailable: isShown,
      run: onSession(sessions.remove),
    },
    {
      title: 'Delete the draft',
      isAvailable: hasDraft,
      run: composer.clear,
    },
    {
      title: 'Settings',
      keys: 'Mod+,',
      run: () => (layout.isSettingsOpen.peek() ? layout.closeSettings() : layout.openSettings()),
    },
    { title: 'Options', run: openOptions },
    { title: 'Appearance: as the system', run: () => layout.setTheme('system') },
    { title: 'Appearance: light', run: () => layout.setTheme('light') },
    { title: 'Appearance: dark', run: () => layout.setTheme('dark') },
    {
      title: 'Read this conversation again',
      isAvailable: () => currentId() !== null && connection.isReady.peek(),
      run: conversation.reload,
    },
    { title: 'Show the keys', keys: '?', run: () => layout.openDialog('keys') },
  ];
}

/** Whether an action can be done now. */
export function isAvailable({ isAvailable: can }: Action): boolean {
  return can?.() ?? true;
}
