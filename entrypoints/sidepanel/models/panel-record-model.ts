import { computed, createModel, effect, type ReadonlySignal, untracked } from '@preact/signals';
import type { Preferences } from '../../../lib/preferences/preferences.ts';
import { formatTimestamp } from '../../../lib/protocol/timestamp.ts';
import { createWriteThrough, startAutoSave } from '../../../lib/recovery/auto-save.ts';
import { type PanelState, toRecord } from '../../../lib/recovery/crash-record.ts';
import type { BalanceModel } from './balance-model.ts';
import type { ConversationModel } from './conversation-model.ts';
import type { DraftModel } from './draft-model.ts';
import type { Environment } from './environment.ts';
import { CRASH_RECORDS } from './known-panels.ts';
import type { LayoutModel } from './layout-model.ts';
import { messagesOf } from './message-reader.ts';
import type { SaveModel } from './save-model.ts';
import type { SessionsModel } from './sessions-model.ts';
import type { ViewStateModel } from './view-state-model.ts';

/** A draft has a place of its own in the record; and what the panel sends by itself is nothing that a person would miss. */
const WITHOUT_STAKE = /^(?:drafts\/set$|recordings\/|snapshots\/|analytics\/)/;

/** As for drafts: a power cut costs at most 250 ms, and the rest is for the way into the journal. */
const WRITE_DELAY_MS = 200;

interface PanelRecordOptions {
  readonly env: Environment;
  readonly preferences: Preferences;
  readonly panelId: string;
  readonly isAway: ReadonlySignal<boolean>;
  readonly save: SaveModel;
  readonly sessions: SessionsModel;
  readonly drafts: DraftModel;
  readonly conversation: ConversationModel;
  readonly layout: LayoutModel;
  readonly balance: BalanceModel;
  readonly viewState: ViewStateModel;
}

/** Keeps where this panel is: in the journal while it changes, and every now and then in the page's storage as well. */
export const PanelRecordModel = createModel((options: PanelRecordOptions) => {
  const { env, preferences, panelId, isAway, save, sessions, drafts, conversation, layout, balance, viewState } =
    options;
  const { client, timers, now } = env;
  let isOver = false;
  let isSettled = false;
  let written = '';

  const session = computed(() => {
    const id = sessions.currentId.value;
    if (id === null) return null;
    const shown = messagesOf(conversation.page.value).length + unsavedQuestions.value;
    const messageCount = Math.max(sessions.current.value?.messageCount ?? 0, shown);
    return { id, title: sessions.title.value, messageCount };
  });
  const unsavedQuestions = computed(
    () => save.unsaved.value.filter(({ change }) => change.method === 'chat/send').length,
  );
  const told = computed<
    Omit<PanelState, 'ui' | 'draftBase'> & { ui: Pick<PanelState['ui'], 'currentView' | 'sidebarCollapsed'> }
  >(() => {
    const draft = drafts.draft.value;
    const replyId = conversation.replyInProgress.value?.id ?? null;
    const id = sessions.currentId.value;
    return {
      session: session.value,
      draft: draft.state === 'ready' ? draft.text : '',
      draftUpdatedAt: draft.state === 'ready' ? formatTimestamp(draft.updatedAtMs) : null,
      replyId,
      isCutOff: replyId !== null && isAway.value,
      unsentCount: save.unsaved.value.filter(({ change }) => !WITHOUT_STAKE.test(change.method)).length,
      ui: {
        currentView: layout.view.value ?? (id === null ? 'new' : 'session'),
        sidebarCollapsed: layout.isSidebarCollapsed.value,
      },
      balance: balance.balance.value?.now.usd ?? null,
      balanceSource: balance.source.value,
    };
  });

  /** The draft of the last record in the journal, and what it was before that. */
  let kept: Pick<PanelState, 'session' | 'draftUpdatedAt' | 'draftBase'> | undefined;

  function state(): PanelState {
    const { ui, ...rest } = told.peek();
    const isSame = kept !== undefined && kept.session?.id === rest.session?.id;
    const hasMoved = kept?.draftUpdatedAt !== rest.draftUpdatedAt;
    const draftBase = !isSame ? null : hasMoved ? (kept?.draftUpdatedAt ?? null) : (kept?.draftBase ?? null);
    return { ...rest, draftBase, ui: { ...ui, ...viewState.read(rest.session?.id ?? null) } };
  }

  const writeThrough = createWriteThrough(timers, WRITE_DELAY_MS, () => void write());
  effect(() => {
    told.value;
    viewState.changes.value;
    writeThrough.note();
  });
  // At once: who goes elsewhere may close the panel in the same breath; and a draft that became a question is none any more,
  // so that what is restored is not asked twice.
  const where = computed(() => `${told.value.ui.currentView} ${session.value?.id} ${unsavedQuestions.value > 0}`);
  effect(() => {
    where.value;
    untracked(() => void write());
  });
  const autoSave = startAutoSave({
    ...{ timers, state, beat },
    subscribe: (onChange) =>
      effect(() => {
        told.value;
        viewState.changes.value;
        onChange();
      }),
    write: (next) => store(toRecord(panelId, next, now())),
    clear: () => store(undefined),
  });

  /**
   * In the journal, unless nothing changed, and right behind it the draft in its own place: the two are of one moment, so that
   * what is restored can tell an earlier version of its text from another text. A journal that fails costs what it is for.
   */
  async function write(): Promise<void> {
    const next = state();
    const text = JSON.stringify(next);
    if (isOver || text === written) return;
    written = text;
    kept = next;
    const writing = tell({ record: toRecord(panelId, next, now()) });
    drafts.flush(next.session?.id ?? null);
    await writing.catch(() => {
      written = '';
    });
  }

  function beat(): void {
    tell({}).catch(() => {});
  }

  async function tell(change: Omit<Parameters<typeof client.call<'panels/change'>>[1], 'panelId'>): Promise<void> {
    await client.call('panels/change', { panelId, ...change });
  }

  function store(record: ReturnType<typeof toRecord> | undefined): void {
    const { [panelId]: _, ...others } = preferences.get(CRASH_RECORDS);
    if (record) preferences.set(CRASH_RECORDS, { ...others, [panelId]: record });
    else if (Object.keys(others).length > 0) preferences.set(CRASH_RECORDS, others);
    else preferences.remove(CRASH_RECORDS);
  }

  /** The start is over, and it did not make the panel end. */
  function settle(): void {
    if (isSettled) return;
    isSettled = true;
    tell({ settledAt: now() }).catch(() => {});
  }

  /** The page is hidden, and may never be seen again. */
  function hide(): void {
    if (isOver) return;
    autoSave.save();
    writeThrough.flush();
  }

  /** The page ends as one makes it end. Nothing depends on this moment: the background marks it, too. */
  function end(): void {
    if (isOver) return;
    const endedAt = now();
    tell({ record: toRecord(panelId, state(), endedAt), endedAt }).catch(() => {});
    isOver = true;
    autoSave.stop();
  }

  /** Writes where the panel is now; resolves when the journal has it. */
  async function keep(): Promise<void> {
    await tell({ record: toRecord(panelId, state(), now()) });
  }

  return { settle, hide, end, keep };
});
export type PanelRecordModel = InstanceType<typeof PanelRecordModel>;
