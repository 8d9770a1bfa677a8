import { computed, createModel, effect, signal, untracked } from '@preact/signals';
import type { Preferences } from '../../../lib/preferences/preferences.ts';
import type { CrashRecord } from '../../../lib/recovery/crash-record.ts';
import { type Crash, findCrashes } from '../../../lib/recovery/find-crashes.ts';
import { BEFORE_START, nextStartUp, type StartUp, type StartUpEvent } from '../../../lib/recovery/start-up.ts';
import type { BalanceModel } from './balance-model.ts';
import type { ConnectionModel } from './connection-model.ts';
import type { ConversationModel } from './conversation-model.ts';
import { createCrashHandling } from './crash-handling.ts';
import type { DraftModel } from './draft-model.ts';
import type { Environment } from './environment.ts';
import { createKnownPanels } from './known-panels.ts';
import type { LayoutModel } from './layout-model.ts';
import type { Notice, NoticeModel } from './notice-model.ts';
import { PanelRecordModel } from './panel-record-model.ts';
import type { SaveModel } from './save-model.ts';
import type { SessionsModel } from './sessions-model.ts';
import type { ViewStateModel } from './view-state-model.ts';

/** A start that lived so long after it was over did not fail. */
const SETTLED_AFTER_MS = 3000;

interface RecoveryOptions {
  readonly env: Environment;
  readonly preferences: Preferences;
  readonly panelId: string;
  readonly connection: ConnectionModel;
  readonly save: SaveModel;
  readonly sessions: SessionsModel;
  readonly drafts: DraftModel;
  readonly conversation: ConversationModel;
  readonly layout: LayoutModel;
  readonly notices: NoticeModel;
  readonly balance: BalanceModel;
  readonly viewState: ViewStateModel;
  readonly tellBackground: (method: string, params: object) => void;
}

/** What the specification calls `recovery.available`: the newest crash, for whoever is told of it outside of the panel. */
export interface RecoveryAvailable {
  readonly sessionTitle: string | null;
  readonly messageCount: number;
  readonly timestamp: string;
}

/** The start of a panel, where it is as long as it lives, and what panels before it left behind when they crashed. */
export const RecoveryModel = createModel((options: RecoveryOptions) => {
  const { env, preferences, panelId, connection, sessions, conversation, layout } = options;
  const { notices, viewState, balance, tellBackground } = options;
  const own = new PanelRecordModel({ ...options, isAway: connection.isAway });
  const { client, timers } = env;
  const known = createKnownPanels({ env, preferences, panelId });
  const handling = createCrashHandling(options);
  const startUp = signal<StartUp>(BEFORE_START);
  const crashes = signal<readonly Crash[]>([]);
  const available = computed<RecoveryAvailable | null>(() => {
    const record = crashes.value[0]?.record;
    if (!record) return null;
    const { session, timestamp } = record;
    return { sessionTitle: session?.title ?? null, messageCount: session?.messageCount ?? 0, timestamp };
  });
  const step = computed(() => startUp.value.step);
  const openedFirst = sessions.currentId.peek();
  /** The notice that there is something to be restored. */
  let offered: Notice | undefined;

  function send(event: StartUpEvent): void {
    startUp.value = nextStartUp(startUp.peek(), event);
  }

  // The session that is shown: there, or known not to come as long as the host is away.
  effect(() => {
    if (step.value !== 'session') return;
    const page = conversation.page.value;
    if (sessions.currentId.value === null || page.state === 'ready') send({ type: 'session-shown' });
    else if (page.state === 'failed' || connection.isAway.value) send({ type: 'session-failed' });
  });
  effect(() => {
    const wanted = viewState.wanted.value;
    if (wanted && !wanted.place && wanted.sessionId !== sessions.currentId.value) untracked(viewState.caretDone);
    if (!wanted?.place) {
      if (step.value === 'view') send({ type: 'view-restored' });
      return;
    }
    // Somebody went elsewhere, or there is nothing to scroll.
    const page = conversation.page.value;
    const isGone = wanted.sessionId !== sessions.currentId.value;
    if (isGone || (page.state === 'ready' && page.value.messages.length === 0)) untracked(viewState.placeDone);
  });
  effect(() => {
    const { asking } = balance;
    if (asking.value !== undefined) send({ type: `balance-${asking.value}` });
  });
  effect(() => {
    if (step.value !== 'ready') return undefined;
    const timer = timers.set(own.settle, SETTLED_AFTER_MS);
    return () => timers.clear(timer);
  });
  effect(() =>
    client.on('changed', ({ tables }) => {
      if (tables?.includes('panels')) void lookAgain();
    }),
  );
  effect(() => client.on('recovery/open', () => show()));
  // What a notice says is to be seen, however one came there.
  effect(() => {
    const isSeen = layout.dialog.value === 'restore' || layout.dialog.value === 'recovery';
    if (isSeen && notices.notice.peek() === offered) notices.dismiss();
  });
  effect(() => {
    if (step.value !== 'preferences' && step.value !== 'crash-check')
      tellBackground('page/recovery-available', { available: available.value });
  });

  void own.keep().catch(() => {});
  send({ type: 'preferences-read' });
  void check();

  async function check(): Promise<void> {
    const panels = await known.read();
    if (!panels) return send({ type: 'check-failed' });
    const found = findCrashes(panels, env.now());
    crashes.value = found.crashes;
    const { isCrashLoop } = found;
    const hasCrashes = found.crashes.length > 0;
    if (!hasCrashes && !isCrashLoop && found.last) restoreSilently(found.last);
    send({ type: 'checked', hasCrashes, isCrashLoop });
    if (startUp.peek().offer === 'open') layout.openDialog('restore');
    if (isCrashLoop) startBare(hasCrashes);
    if (found.forgotten.length > 0) void known.forget(found.forgotten);
    for (const crash of found.expired) void expire(crash);
  }

  /** Somebody dealt with one, here or in another panel. */
  async function lookAgain(): Promise<void> {
    if (crashes.peek().length === 0) return;
    const panels = await known.read();
    if (!panels) return;
    const { crashes: recent, expired } = findCrashes(panels, env.now());
    // What is offered stays so, also when it gets old meanwhile.
    const left = new Set([...recent, ...expired].map(({ record }) => record.panelId));
    keepOnly(({ record }) => left.has(record.panelId));
  }

  function keepOnly(isLeft: (crash: Crash) => boolean): void {
    crashes.value = crashes.peek().filter(isLeft);
    if (crashes.peek().length > 0) return;
    send({ type: 'offer-settled' });
    if (layout.dialog.peek() === 'restore') layout.closeDialog();
  }

  function offer(notice: Notice): void {
    offered = notice;
    notices.show(notice);
  }

  /** The last starts failed: whatever was shown then is not shown by itself. */
  function startBare(hasCrashes: boolean): void {
    sessions.startNew();
    offer({
      text: 'Holdfast crashed twice right after opening. Nothing was restored; everything is kept.',
      action: { label: 'Show', run: hasCrashes ? show : () => layout.openDialog('recovery') },
      isLasting: true,
    });
  }

  /**
   * Where the last panel was, unless somebody went elsewhere meanwhile, or wants to begin anew each time. Not in the settings:
   * who saved them and left at once would meet them again.
   */
  function restoreSilently({ session, ui, balance: usd, balanceSource }: CrashRecord): void {
    if (usd !== null && balanceSource) balance.remember(usd, balanceSource);
    const id = session?.id ?? null;
    if (preferences.get('sidepanel.settings').startView === 'new') return;
    if (sessions.currentId.peek() !== openedFirst || layout.view.peek()) return;
    if (id !== null) sessions.open(id);
    else sessions.startNew();
    layout.setCollapsed(ui.sidebarCollapsed);
    viewState.want({ sessionId: id, place: ui.place, caret: ui.caret });
  }

  /** Opens what can be restored; when nothing waits, the recovery center. */
  function show(): void {
    if (crashes.peek().length === 0) return layout.openDialog('recovery');
    send({ type: 'offer-opened' });
    layout.openDialog('restore');
  }

  /** Keeps what is offered for another time. */
  function postpone(): void {
    send({ type: 'offer-postponed' });
    if (layout.dialog.peek() === 'restore') layout.closeDialog();
  }

  /** Makes this panel what the crashed one was. */
  async function restore({ record }: Crash): Promise<void> {
    keepOnly((crash) => crash.record.panelId !== record.panelId);
    layout.closeDialog();
    await handling.bringBack(record);
    // Only when this panel holds what the other one did; else it is offered again.
    const isKept = await own.keep().then(
      () => true,
      () => false,
    );
    if (isKept) await known.forget([record.panelId]);
    const left = crashes.peek().length;
    if (left > 0) {
      const text = left === 1 ? 'One more panel can be restored.' : `${left} more panels can be restored.`;
      offer({ text, action: { label: 'Show', run: show } });
    }
  }

  /** Gives up what a crashed panel had; it stays as a snapshot, and the draft goes with it. */
  async function discard({ record }: Crash): Promise<void> {
    keepOnly((crash) => crash.record.panelId !== record.panelId);
    const undo = await handling.discard(record);
    // Refused, it is offered again.
    if (!undo) return;
    await known.forget([record.panelId]);
    notices.show({
      text: 'Discarded. The recovery center keeps it for 30 days.',
      action: { label: 'Undo', run: undo },
    });
  }

  /** Too old to be offered. */
  async function expire({ record }: Crash): Promise<void> {
    if ((await handling.keepAsSnapshot(record, 'crash_expired')) !== undefined) await known.forget([record.panelId]);
  }

  /** Somebody writes in this panel: whatever ends it from now on, its start did not fail. */
  function noteWriting(): void {
    if (step.peek() === 'ready') own.settle();
  }

  return {
    noteWriting,
    startUp,
    crashes,
    available,
    show,
    postpone,
    restore,
    discard,
    bringBack: handling.bringBack,
    hide: own.hide,
    end: own.end,
  };
});
export type RecoveryModel = InstanceType<typeof RecoveryModel>;
