import type { Params } from '../../../lib/protocol/methods.ts';
import type { Snapshot } from '../../../lib/protocol/snapshot-shapes.ts';
import { MAX_RECORDED_DRAFT } from '../../../lib/recovery/crash-record.ts';
import type { PanelModel } from './panel-model.ts';

/** What tells how a panel is, and keeps it. */
export type SnapshotPanel = Pick<
  PanelModel,
  | 'env'
  | 'connection'
  | 'save'
  | 'sessions'
  | 'drafts'
  | 'conversation'
  | 'layout'
  | 'balance'
  | 'lowBalance'
  | 'viewState'
  | 'notices'
>;

/** What is to be known of a snapshot that is taken now. */
export interface Taken {
  readonly type: Snapshot['type'];
  readonly trigger: Snapshot['trigger'];
  readonly description?: string;
}

/** Parameters of a snapshot of this moment, of the session that is shown; made under an id of its own. */
export function snapshotOfNow(panel: SnapshotPanel, { type, trigger, description }: Taken): Params<'snapshots/create'> {
  const { env, sessions } = panel;
  return {
    ...{ id: env.newId(), sessionId: sessions.currentId.peek(), type, trigger },
    ...(description !== undefined && { description }),
    ui: withoutLongDraft(panelNow(panel), type),
  };
}

/** One that makes itself does not copy a book every five minutes: a draft so long is where drafts are. */
function withoutLongDraft(ui: PanelNow, type: Snapshot['type']): Record<string, unknown> {
  const { draft, ...rest } = ui;
  const isShort = type === 'manual' || draft.length <= MAX_RECORDED_DRAFT;
  return isShort ? ui : { ...rest, draftLength: draft.length };
}

type PanelNow = Record<string, unknown> & { readonly draft: string };

/**
 * What a panel tells of itself, in the form of a crash record's parts: whoever can restore one can restore the other. The
 * timeline is where one looks at snapshots, not a place to come back to.
 */
export function panelNow(panel: SnapshotPanel): PanelNow {
  const { sessions, drafts, conversation, layout, balance, viewState } = panel;
  const id = sessions.currentId.peek();
  const draft = drafts.draft.peek();
  const view = layout.view.peek();
  const messageCount = sessions.current.peek()?.messageCount ?? 0;
  return {
    session: id === null ? null : { id, title: sessions.title.peek(), messageCount },
    draft: draft.state === 'ready' ? draft.text : '',
    replyId: conversation.replyInProgress.peek()?.id ?? null,
    balance: balance.balance.peek()?.now.usd ?? null,
    currentView: view === undefined || view === 'timeline' ? (id === null ? 'new' : 'session') : view,
    sidebarCollapsed: layout.isSidebarCollapsed.peek(),
    ...viewState.read(id),
  };
}

/** Takes a snapshot because somebody said so, and tells that it is there. */
export async function takeByHand(panel: SnapshotPanel): Promise<string | undefined> {
  const { env, layout, notices } = panel;
  const params = snapshotOfNow(panel, { type: 'manual', trigger: { type: 'manual' } });
  try {
    await env.client.change('snapshots/create', params);
  } catch (error) {
    notices.showError('No snapshot was taken', error, () => void takeByHand(panel));
    return undefined;
  }
  const action = { label: 'Show', run: () => layout.openView('timeline') };
  notices.show({ text: 'Snapshot taken', ...(layout.view.peek() !== 'timeline' && { action }) });
  return params.id;
}
