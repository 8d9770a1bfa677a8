import { createModel, signal } from '@preact/signals';
import type { Message } from '../../../lib/protocol/shapes.ts';
import type { Snapshot, SnapshotState } from '../../../lib/protocol/snapshot-shapes.ts';
import { isPanelView } from './layout-model.ts';
import { asAppError, failed, LOADING, type Remote, ready } from './remote.ts';
import { type SnapshotPanel, snapshotOfNow, takeByHand } from './take-snapshot.ts';
import type { TimelineModel } from './timeline-model.ts';

/** Messages of one page of a session as it was. */
const PAGE = 50;

/** A session as it was, to be read only: its last messages, oldest first. */
export interface SeenSession {
  readonly snapshot: Snapshot;
  readonly messages: Remote<readonly Message[]>;
  readonly hasEarlier: boolean;
  readonly draft: string;
}

/** What can be done with a snapshot of the timeline. */
export const SnapshotWorkModel = createModel((panel: SnapshotPanel, timeline: TimelineModel) => {
  const { env, save, sessions, drafts, layout, viewState, notices } = panel;
  const { client } = env;
  const seen = signal<SeenSession | undefined>(undefined);
  /** Being described; undefined = none. */
  const described = signal<string | undefined>(undefined);
  const isTaking = signal(false);
  const restoring = signal<string | undefined>(undefined);

  /** Takes one now, chooses it, and asks what to call it. */
  async function take(): Promise<void> {
    if (isTaking.peek()) return;
    isTaking.value = true;
    const id = await takeByHand(panel);
    isTaking.value = false;
    if (id === undefined) return;
    timeline.choose(id);
    described.value = id;
  }

  function toggleStar(snapshot: Snapshot): void {
    const starred = !snapshot.starred;
    timeline.put({ ...snapshot, starred });
    save.submit({ method: 'snapshots/update', params: { id: snapshot.id, starred } });
  }

  function describe(snapshot: Snapshot, text: string): void {
    described.value = undefined;
    const description = text.trim() === '' ? null : text.trim();
    if (description === snapshot.description) return;
    timeline.put({ ...snapshot, description });
    save.submit({ method: 'snapshots/update', params: { id: snapshot.id, description } });
  }

  /** What is undone is put back with its moment, and at its place in the session. */
  async function remove(snapshot: Snapshot): Promise<void> {
    const { id, sessionId, type, trigger, description, starred, timestamp, summary } = snapshot;
    let state: SnapshotState;
    try {
      ({ state } = await client.call('snapshots/get', { id }));
    } catch (error) {
      if (asAppError(error).code === 'not-found') return timeline.drop(id);
      return notices.showError('The snapshot was not deleted', error, () => void remove(snapshot));
    }
    timeline.drop(id);
    save.submit({ method: 'snapshots/delete', params: { id } });
    const undo = () => {
      const was = { timestamp, summary, throughSequence: state.session?.throughSequence ?? null };
      const params = { ...{ id, sessionId, type, trigger, description, starred }, ui: state.ui, was };
      save.submit({ method: 'snapshots/create', params, onSaved: () => timeline.choose(id) });
    };
    notices.show({ text: 'Snapshot deleted', action: { label: 'Undo', run: undo } });
  }

  /**
   * Opens a branch of the session as it was, with the draft and the view of then; before that, what is now is kept. Nothing is
   * moved or removed. A session that is gone leaves its draft to a new one.
   */
  async function restore(snapshot: Snapshot, when: string): Promise<void> {
    if (restoring.peek() !== undefined) return;
    const { id } = snapshot;
    const before = sessions.currentId.peek();
    restoring.value = id;
    try {
      const trigger = { type: 'before_restore', snapshotId: id };
      await client.change('snapshots/create', snapshotOfNow(panel, { type: 'system', trigger }));
      const branch = { branchId: env.newId(), branchName: `restored ${when}` };
      const { session, ui } = await client.call('snapshots/restore', { id, ...branch });
      if (session) sessions.adopt(session);
      await bringBack(session?.id ?? null, ui);
      notices.show({
        text: session ? `As it was ${when}, in a new branch` : `As it was ${when}`,
        action: { label: 'Back', run: () => show(before) },
      });
    } catch (error) {
      if (asAppError(error).code === 'not-found') await bringBackRest(snapshot, error);
      else if (asAppError(error).code === 'conflict' && snapshot.sessionId !== null) tellOfTrash(snapshot, when);
      else notices.showError('The snapshot was not restored', error, () => void restore(snapshot, when));
    } finally {
      restoring.value = undefined;
    }
  }

  function tellOfTrash(snapshot: Snapshot, when: string): void {
    const run = () => {
      sessions.restore(snapshot.sessionId ?? '', false);
      void restore(snapshot, when);
    };
    notices.show({ text: 'Its session is in the trash.', action: { label: 'Take it out and restore', run } });
  }

  async function bringBackRest({ id }: Snapshot, reason: unknown): Promise<void> {
    try {
      const { state } = await client.call('snapshots/get', { id });
      await bringBack(null, state.ui);
      notices.show({ text: 'Its session is gone. The draft and view from then are back.' });
    } catch {
      notices.showError('The snapshot was not restored', reason, timeline.retry);
    }
  }

  async function bringBack(sessionId: string | null, ui: SnapshotState['ui']): Promise<void> {
    const { draft, currentView, sidebarCollapsed, place, caret } = ui as Partial<Record<string, unknown>>;
    show(sessionId);
    if (typeof currentView === 'string' && isPanelView(currentView) && currentView !== 'timeline') {
      layout.openView(currentView);
    }
    if (typeof sidebarCollapsed === 'boolean') layout.setCollapsed(sidebarCollapsed);
    if (typeof draft === 'string' && draft !== '') await drafts.bringBack(sessionId, draft, null);
    viewState.want({ sessionId, place: placeIn(place), caret: caretIn(caret) });
  }

  function show(sessionId: string | null): void {
    layout.closeView();
    if (sessionId === null) sessions.startNew();
    else sessions.open(sessionId);
  }

  /** Shows the session as it was, without a change to anything. */
  async function look(snapshot: Snapshot): Promise<void> {
    seen.value = { snapshot, messages: LOADING, hasEarlier: false, draft: snapshot.summary.draft };
    try {
      const { state } = await client.call('snapshots/get', { id: snapshot.id });
      const draft = typeof state.ui['draft'] === 'string' ? state.ui['draft'] : '';
      if (seen.peek()?.snapshot.id !== snapshot.id) return;
      seen.value = { snapshot, messages: state.session ? LOADING : ready([]), hasEarlier: false, draft };
      if (state.session) await readPage(snapshot, state.session.throughSequence + 1);
    } catch (error) {
      fail(snapshot, error);
    }
  }

  async function lookEarlier(): Promise<void> {
    const now = seen.peek();
    const first = now?.messages.state === 'ready' ? now.messages.value[0] : undefined;
    if (now && first) await readPage(now.snapshot, first.sequence).catch((error) => fail(now.snapshot, error));
  }

  async function readPage(snapshot: Snapshot, before: number): Promise<void> {
    const { sessionId } = snapshot;
    if (sessionId === null) return;
    const { messages, hasMore } = await client.call('messages/list', { sessionId, before, limit: PAGE });
    const now = seen.peek();
    if (now?.snapshot.id !== snapshot.id) return;
    const later = now.messages.state === 'ready' ? now.messages.value : [];
    seen.value = { ...now, messages: ready([...messages, ...later]), hasEarlier: hasMore };
  }

  function fail(snapshot: Snapshot, error: unknown): void {
    const now = seen.peek();
    if (now?.snapshot.id === snapshot.id) seen.value = { ...now, messages: failed(error) };
  }

  function closeLook(): void {
    seen.value = undefined;
  }

  return {
    ...{ seen, described, isTaking, restoring },
    ...{ take, toggleStar, describe, remove, restore, look, lookEarlier, closeLook },
  };
});
export type SnapshotWorkModel = InstanceType<typeof SnapshotWorkModel>;

type Wanted = Parameters<SnapshotPanel['viewState']['want']>[0];

function placeIn(value: unknown): Wanted['place'] {
  const { sequence, offsetPx } = (value ?? {}) as Partial<Record<string, unknown>>;
  return typeof sequence === 'number' && typeof offsetPx === 'number' ? { sequence, offsetPx } : null;
}

function caretIn(value: unknown): Wanted['caret'] {
  const { start, end } = (value ?? {}) as Partial<Record<string, unknown>>;
  return typeof start === 'number' && typeof end === 'number' ? { start, end } : null;
}
