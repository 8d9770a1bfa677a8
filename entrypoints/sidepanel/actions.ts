import type { Session } from '../../lib/protocol/shapes.ts';
import type { CopyTextFunction } from '../../lib/ui/copy.tsx';
import { type ActionId, BINDINGS } from './key-bindings.ts';
import type { SideView } from './models/layout-model.ts';
import { messagesOf } from './models/message-reader.ts';
import type { PanelModel } from './models/panel-model.ts';
import type { Shelf } from './models/session-page.ts';
import { createSessionOut } from './session-out.ts';
import type { Branching } from './views/branching.ts';

/** Something a person can do from anywhere in the panel. */
export interface Action extends Doing {
  readonly id: ActionId;
  readonly title: string;
}

interface Doing {
  /** Whether it can be done now; always when absent. */
  readonly isAvailable?: () => boolean;
  readonly run: () => void;
}

/** Every action of the panel. What has a key can also be found by name, and the other way round where it is done often. */
export function createActions(
  panel: PanelModel,
  copyText: CopyTextFunction,
  openOptions: () => void,
): readonly Action[] {
  const { sessions, filter, layout, conversation, chat, composer, drafts, connection, provider } = panel;
  const out = createSessionOut(panel, copyText);
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
    layout.closeView();
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

  function onSessionRow(run: (session: Session) => void): Doing {
    const row = () => (connection.isReady.peek() ? sessions.current.peek() : undefined);
    return {
      isAvailable: () => row() !== undefined,
      run() {
        const session = row();
        if (session) run(session);
      },
    };
  }

  const viewDoing = (view: SideView): Doing => ({
    isAvailable: () => connection.wasReady.peek(),
    run() {
      layout.closeSheet();
      layout.toggleView(view);
    },
  });

  const branching = (what: Branching): Doing => ({
    isAvailable: isShown,
    run: () => void import('./views/branching.ts').then(({ doBranching }) => doBranching(panel, what)),
  });

  const doings: Readonly<Record<ActionId, Doing>> = {
    palette: { run: () => layout.openDialog('palette') },
    'new-session': {
      run() {
        layout.closeSheet();
        layout.closeView();
        sessions.startNew();
      },
    },
    'filter-sessions': {
      isAvailable: () => connection.wasReady.peek(),
      run() {
        layout.showSessions();
        filter.want();
      },
    },
    'next-session': { run: () => openNeighbour(1) },
    'previous-session': { run: () => openNeighbour(-1) },
    'choose-model': {
      isAvailable: () => provider.isSetUp.peek(),
      run: () => layout.openDialog('models'),
    },
    'stop-reply': {
      isAvailable: () => conversation.replyInProgress.peek() !== undefined,
      run() {
        const reply = conversation.replyInProgress.peek();
        if (reply) void chat.stop(reply.id);
      },
    },
    'retry-reply': {
      isAvailable: () => lastReply() !== undefined && chat.canSend.peek(),
      run() {
        const reply = lastReply();
        if (reply) chat.retry(reply);
      },
    },
    'copy-reply': {
      isAvailable: () => lastReply() !== undefined,
      run() {
        const reply = lastReply();
        if (reply) void composer.copy(copyText, reply.content);
      },
    },
    'show-sessions': { run: () => showShelf('active') },
    'show-archive': { run: () => showShelf('archived') },
    'show-trash': { run: () => showShelf('trash') },
    'archive-session': {
      isAvailable: () => isShown() && sessions.current.peek()?.isArchived === false,
      run: onSession((id) => sessions.setArchived(id, true)),
    },
    'trash-session': { isAvailable: isShown, run: onSession(sessions.remove) },
    'copy-session': onSessionRow(out.copyMarkdown),
    'export-session': onSessionRow(out.chooseExport),
    record: { run: () => void import('./record-session.tsx').then(({ recordSession }) => recordSession(panel)) },
    import: { run: () => layout.openDialog('import') },
    'move-in': { isAvailable: () => connection.isEmbedded.peek(), run: () => layout.openDialog('place') },
    'delete-draft': { isAvailable: hasDraft, run: composer.clear },
    'open-recovery': { run: () => layout.openDialog('recovery') },
    views: { run: () => layout.openDialog('views') },
    search: viewDoing('search'),
    branches: viewDoing('branches'),
    branch: branching('branch'),
    'edit-question': branching('edit'),
    'previous-version': branching(-1),
    'next-version': branching(1),
    timeline: viewDoing('timeline'),
    recordings: viewDoing('recordings'),
    usage: viewDoing('usage'),
    'file-changes': viewDoing('file-changes'),
    proofs: viewDoing('proofs'),
    settings: {
      run: () => layout.toggleView('settings'),
    },
    options: { run: openOptions },
    'theme-system': { run: () => layout.setTheme('system') },
    'theme-light': { run: () => layout.setTheme('light') },
    'theme-dark': { run: () => layout.setTheme('dark') },
    'reload-conversation': {
      isAvailable: () => currentId() !== null && connection.isReady.peek(),
      run: conversation.reload,
    },
    'show-keys': { run: () => layout.openDialog('keys') },
  };
  return BINDINGS.map(({ id, title }) => ({ id, title, ...doings[id] }));
}

/** Whether an action can be done now. */
export function isAvailable({ isAvailable: can }: Action): boolean {
  return can?.() ?? true;
}
