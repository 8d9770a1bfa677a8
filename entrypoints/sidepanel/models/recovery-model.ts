import { computed, createModel, effect, signal, untracked } from '@preact/signals';
import * as v from 'valibot';
import type { Preferences } from '../../../lib/preferences/preferences.ts';
import { type CrashRecord, crashRecord } from '../../../lib/recovery/crash-record.ts';
import { type Crash, findCrashes } from '../../../lib/recovery/find-crashes.ts';
import { type PanelRow, panelRow } from '../../../lib/recovery/panel-row.ts';
import { BEFORE_START, nextStartUp, type StartUp, type StartUpEvent } from '../../../lib/recovery/start-up.ts';
import { wasAsked } from './asked-draft.ts';
import type { BalanceModel } from './balance-model.ts';
import type { ConnectionModel } from './connection-model.ts';
import type { ConversationModel } from './conversation-model.ts';
import type { DraftModel } from './draft-model.ts';
import type { Environment } from './environment.ts';
import type { LayoutModel } from './layout-model.ts';
import type { NoticeModel } from './notice-model.ts';
import { PanelRecordModel } from './panel-record-model.ts';
import { asAppError } from './remote.ts';
import type { SaveModel } from './save-model.ts';
import type { SessionsModel } from './sessions-model.ts';
import type { ViewStateModel } from './view-state-model.ts';

const KEY = 'sidepanel.crash.recovery';

/** A start that lived so long after it was over did not fail. */
const SETTLED_AFTER_MS = 3000;

/** The journal is asked again this often, this much later each time, before one starts without it. */
const CHECK_TRIES = 4;
const CHECK_AGAIN_MS = 250;

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
  const { env, preferences, panelId, connection, save, sessions, drafts, conversation, layout } = options;
  const { notices, viewState, balance, tellBackground } = options;
  const own = new PanelRecordModel({ ...options, isAway: connection.isAway });
  const { client, timers } = env;
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
  let settleTimer: unknown;

  function send(event: StartUpEvent): void {
    startUp.value = nextStartUp(startUp.peek(), event);
  }

  // The session that is shown: there, or known not to come for now.
  effect(() => {
    if (step.value !== 'session') return;
    const page = conversation.page.value;
    if (sessions.currentId.value === null || page.state === 'ready') send({ type: 'session-shown' });
    else if (page.state === 'failed' || connection.isAway.value) send({ type: 'session-failed' });
  });
  effect(() => {
    const wanted = viewState.wanted.value;
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
    settleTimer = timers.set(own.settle, SETTLED_AFTER_MS);
    return () => timers.clear(settleTimer);
  });
  effect(() =>
    client.on('changed', ({ tables }) => {
      if (tables?.includes('panels')) void lookAgain();
    }),
  );
  effect(() => client.on('recovery/open', () => show()));
  effect(() => {
    if (step.value !== 'preferences' && step.value !== 'crash-check')
      tellBackground('recovery.available', { available: available.value });
  });

  void own.keep().catch(() => {});
  send({ type: 'preferences-read' });
  void check();

  async function check(): Promise<void> {
    const known = await readPanels();
    if (!known) return send({ type: 'check-failed' });
    const found = findCrashes(known, env.now());
    crashes.value = found.crashes;
    const { isCrashLoop } = found;
    const hasCrashes = found.crashes.length > 0;
    if (!hasCrashes && !isCrashLoop && found.last) restoreSilently(found.last);
    send({ type: 'checked', hasCrashes, isCrashLoop });
    if (startUp.peek().offer === 'open') layout.openDialog('restore');
    if (isCrashLoop) startBare(hasCrashes);
    if (found.forgotten.length > 0) void forget(found.forgotten);
    for (const { record } of found.expired) void keepAsSnapshot(record, 'crash_expired');
  }

  /** Undefined: the journal cannot be read. */
  async function readPanels(): Promise<Parameters<typeof findCrashes>[0] | undefined> {
    for (let tries = 1; ; tries++) {
      try {
        const { panels, living } = await client.call('panels/list', {});
        const rows = panels.flatMap((row) => toRow(row) ?? []);
        const stored = Object.values(preferences.get(KEY)).flatMap((record) => toStored(record) ?? []);
        return { stored, rows, living: new Set([...living, panelId]) };
      } catch (error) {
        if (tries === CHECK_TRIES || asAppError(error).code === 'version-mismatch') return undefined;
        await new Promise<void>((resolve) => timers.set(resolve, tries * CHECK_AGAIN_MS));
      }
    }
  }

  function toRow(row: unknown): PanelRow | undefined {
    const parsed = v.safeParse(panelRow, row);
    return parsed.success ? parsed.output : setAside(row);
  }

  function toStored(record: unknown): CrashRecord | undefined {
    const parsed = v.safeParse(crashRecord, record);
    return parsed.success ? parsed.output : setAside(record);
  }

  /** What cannot be read goes where a person can see it. */
  function setAside(broken: unknown): undefined {
    preferences.setAside(KEY, JSON.stringify(broken));
    const id = (broken as { panelId?: unknown } | null)?.panelId;
    if (typeof id === 'string') void forget([id]);
  }

  /** Somebody dealt with one, here or in another panel. */
  async function lookAgain(): Promise<void> {
    if (crashes.peek().length === 0) return;
    const known = await readPanels();
    if (!known) return;
    const left = new Set(findCrashes(known, env.now()).crashes.map(({ record }) => record.panelId));
    keepOnly(({ record }) => left.has(record.panelId));
  }

  function keepOnly(isLeft: (crash: Crash) => boolean): void {
    crashes.value = crashes.peek().filter(isLeft);
    if (crashes.peek().length > 0) return;
    send({ type: 'offer-settled' });
    if (layout.dialog.peek() === 'restore') layout.closeDialog();
  }

  /** The last starts failed: whatever was shown then is not shown by itself. */
  function startBare(hasCrashes: boolean): void {
    sessions.startNew();
    notices.show({
      text: 'Holdfast ended twice right after it was opened. Nothing was restored; everything is kept.',
      action: { label: 'Show', run: hasCrashes ? show : () => layout.openDialog('recovery') },
      isLasting: true,
    });
  }

  /** Where the last panel was, unless somebody went elsewhere meanwhile, or wants to begin anew each time. */
  function restoreSilently({ session, ui, balance: usd, timestamp }: CrashRecord): void {
    if (usd !== null) balance.remember(usd, timestamp);
    const id = session?.id ?? null;
    if (preferences.get('sidepanel.settings').startView === 'new') return;
    if (sessions.currentId.peek() !== openedFirst || layout.isSettingsOpen.peek()) return;
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
    await bringBack(record);
    // Only when this panel holds what the other one did; else it is offered again.
    const isKept = await own.keep().then(
      () => true,
      () => false,
    );
    if (isKept) await forget([record.panelId]);
    const left = crashes.peek().length;
    if (left > 0) {
      const text = left === 1 ? 'One more panel can be restored.' : `${left} more panels can be restored.`;
      notices.show({ text, action: { label: 'Show', run: show } });
    }
  }

  /** Session, view, sidebar, place, draft and caret as they were. A session that is gone leaves its draft to a new one. */
  async function bringBack(record: CrashRecord): Promise<void> {
    const { session, ui, draft } = record;
    const id = session && (await isThere(session.id)) ? session.id : null;
    layout.closeSheet();
    layout.setCollapsed(ui.sidebarCollapsed);
    if (id === null) sessions.startNew();
    else sessions.open(id);
    if (ui.currentView === 'settings') layout.openSettings();
    else layout.closeSettings();
    // Rather twice than lost, where it cannot be looked for.
    const isAsked = connection.isReady.peek() && (await wasAsked(client, record).catch(() => false));
    if (draft !== '' && !isAsked) await drafts.bringBack(id, draft);
    viewState.want({ sessionId: id, place: ui.place, caret: ui.caret });
  }

  /** Taken to be there while it cannot be looked for. */
  async function isThere(sessionId: string): Promise<boolean> {
    if (!connection.isReady.peek() || save.unsaved.peek().length > 0) return true;
    try {
      await sessions.read(sessionId);
      return true;
    } catch (error) {
      return asAppError(error).code !== 'not-found';
    }
  }

  /** Gives up what a crashed panel had; it stays as a snapshot, and the draft goes with it. */
  async function discard({ record }: Crash): Promise<void> {
    keepOnly((crash) => crash.record.panelId !== record.panelId);
    const snapshotId = await keepAsSnapshot(record, 'crash_discarded');
    await drafts.discard(record.session?.id ?? null, record.draft);
    const undo = () => {
      void bringBack({ ...record, draftUpdatedAt: null, timestamp: new Date(env.now()).toISOString() });
      if (snapshotId !== undefined) save.submit({ method: 'snapshots/delete', params: { id: snapshotId } });
    };
    notices.show({ text: 'Discarded. The recovery center has it for 30 days.', action: { label: 'Undo', run: undo } });
  }

  /** Keeps a record in the store, then forgets it. The id of its snapshot. */
  async function keepAsSnapshot(record: CrashRecord, type: string): Promise<string | undefined> {
    const id = env.newId();
    const { session, ui, panelId: from, ...rest } = record;
    const sessionId = session && (await isThere(session.id)) ? session.id : null;
    const params = {
      ...{ id, sessionId, type: 'system' as const, trigger: { type, panelId: from } },
      ui: { ...rest, ...ui, session },
    };
    await save.whenSafe(save.submit({ method: 'snapshots/create', params }));
    await forget([from]);
    return id;
  }

  async function forget(panelIds: readonly string[]): Promise<void> {
    const stored = preferences.get(KEY);
    const left = Object.fromEntries(Object.entries(stored).filter(([id]) => !panelIds.includes(id)));
    if (Object.keys(left).length < Object.keys(stored).length) preferences.set(KEY, left);
    await client.call('panels/forget', { panelIds: [...panelIds] }).catch(() => {});
  }

  return { startUp, crashes, available, show, postpone, restore, discard, bringBack, hide: own.hide, end: own.end };
});
export type RecoveryModel = InstanceType<typeof RecoveryModel>;
