import { effect } from '@preact/signals';
import * as v from 'valibot';
import * as field from '../../../lib/protocol/fields.ts';
import { formatTimestamp } from '../../../lib/protocol/timestamp.ts';
import type { CrashRecord } from '../../../lib/recovery/crash-record.ts';
import { wasAsked } from './asked-draft.ts';
import type { ConnectionModel } from './connection-model.ts';
import type { DraftModel } from './draft-model.ts';
import type { Environment } from './environment.ts';
import { isPanelView, type LayoutModel } from './layout-model.ts';
import { asAppError } from './remote.ts';
import type { SaveModel } from './save-model.ts';
import type { SessionsModel } from './sessions-model.ts';
import type { ViewStateModel } from './view-state-model.ts';

/** A host that takes longer to start is not waited for. */
const STARTS_WITHIN_MS = 5000;

interface CrashHandlingOptions {
  readonly env: Environment;
  readonly connection: ConnectionModel;
  readonly save: SaveModel;
  readonly sessions: SessionsModel;
  readonly drafts: DraftModel;
  readonly layout: LayoutModel;
  readonly viewState: ViewStateModel;
}

/** What can be done with the record of a panel. */
export function createCrashHandling(options: CrashHandlingOptions) {
  const { env, connection, save, sessions, drafts, layout, viewState } = options;
  const { client, timers } = env;

  /** Session, view, sidebar, place, draft and caret as they were. A session that is gone leaves its draft to a new one. */
  async function bringBack(record: CrashRecord): Promise<void> {
    const { session, ui, draft, draftBase } = record;
    const canAsk = await whenKnown();
    const id = session && (await isThere(session.id)) ? session.id : null;
    layout.closeSheet();
    layout.setCollapsed(ui.sidebarCollapsed);
    if (id === null) sessions.startNew();
    else sessions.open(id);
    if (isPanelView(ui.currentView)) layout.openView(ui.currentView);
    else layout.closeView();
    // Rather twice than lost, where it cannot be looked for.
    const isAsked = canAsk && (await wasAsked(client, record).catch(() => false));
    if (draft !== '' && !isAsked) await drafts.bringBack(id, draft, draftBase);
    viewState.want({ sessionId: id, place: ui.place, caret: ui.caret });
    noteRecovery(id);
  }

  /** For the statistics; nobody waits for it, and nobody misses it. */
  function noteRecovery(sessionId: string | null): void {
    const id = env.newId();
    void client.change('analytics/record', { id, eventType: 'recovery', sessionId }).catch(() => {});
  }

  /**
   * Whether the store can be asked; a host that is just being started is waited for, since who restores at once would else get
   * back as a draft what was asked in the last moment.
   */
  function whenKnown(): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = timers.set(() => settle(connection.isReady.peek()), STARTS_WITHIN_MS);
      const stop = effect(() => {
        const isReady = connection.isReady.value;
        if (isReady || connection.isAway.value) queueMicrotask(() => settle(isReady));
      });
      function settle(isReady: boolean): void {
        timers.clear(timer);
        stop();
        resolve(isReady);
      }
    });
  }

  /** Taken to be there while it cannot be looked for, or is still to be made. */
  async function isThere(sessionId: string): Promise<boolean> {
    const isUnborn = save.unsaved
      .peek()
      .some(({ change }) => change.method === 'sessions/create' && change.params.id === sessionId);
    if (isUnborn || !connection.isReady.peek()) return true;
    try {
      await sessions.read(sessionId);
      return true;
    } catch (error) {
      return asAppError(error).code !== 'not-found';
    }
  }

  /**
   * Keeps a record in the store. Ids that come from the panel's make it one snapshot, however many panels do this at once.
   * Undefined: it was refused, and nothing may be forgotten.
   */
  async function keepAsSnapshot(record: CrashRecord, type: string): Promise<string | undefined> {
    const { session, ui, panelId, ...rest } = record;
    const id = v.is(field.newId, panelId) ? panelId : env.newId();
    const params = {
      ...{ id, sessionId: session?.id ?? null, type: 'system' as const, trigger: { type, panelId } },
      ui: { ...rest, ...ui, session, draft: await wholeDraft(record) },
    };
    return (await isSafe(save.submit({ method: 'snapshots/create', params }, id))) ? id : undefined;
  }

  /** Resolves when the journal or the store has a change; false: it was refused, and is listed. */
  function isSafe(requestId: string): Promise<boolean> {
    return new Promise((resolve) => {
      const stop = effect(() => {
        const status = save.unsaved.value.find((entry) => entry.requestId === requestId)?.status;
        if (status === 'sending') return;
        queueMicrotask(() => {
          stop();
          resolve(status !== 'failed');
        });
      });
    });
  }

  /** A draft that is too long for a record is where drafts are. */
  async function wholeDraft({ draft, draftLength, session }: CrashRecord): Promise<string> {
    if (draft !== '' || draftLength === 0 || !connection.isReady.peek()) return draft;
    const sessionId = session?.id ?? null;
    return client.call('drafts/get', { sessionId }).then(
      ({ draft: kept }) => kept.content,
      () => draft,
    );
  }

  /** Gives up what a record holds; its draft leaves the field, now or when the store is back. Gives back what undoes it. */
  async function discard(record: CrashRecord): Promise<(() => void) | undefined> {
    const draft = await wholeDraft(record);
    const snapshotId = await keepAsSnapshot(record, 'crash_discarded');
    if (snapshotId === undefined) return undefined;
    void drafts.discard(record.session?.id ?? null, draft);
    return () => {
      const timestamp = formatTimestamp(env.now());
      void bringBack({ ...record, draft, draftUpdatedAt: timestamp, draftBase: null });
      save.submit({ method: 'snapshots/delete', params: { id: snapshotId } });
    };
  }

  return { bringBack, keepAsSnapshot, discard };
}
