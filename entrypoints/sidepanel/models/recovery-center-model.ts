import { createModel, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import * as v from 'valibot';
import type { DraftStart, InterruptedReply, Snapshot } from '../../../lib/protocol/snapshot-shapes.ts';
import { formatTimestamp } from '../../../lib/protocol/timestamp.ts';
import { type CrashRecord, crashRecord } from '../../../lib/recovery/crash-record.ts';
import type { DraftModel } from './draft-model.ts';
import type { Environment } from './environment.ts';
import type { NoticeModel } from './notice-model.ts';
import type { RecoveryModel } from './recovery-model.ts';
import { failed, LOADING, type Remote, ready } from './remote.ts';
import type { SaveModel } from './save-model.ts';

/** Of each kind; who has more looks into the sessions. */
const MOST = 20;

/** Several changes in a row are read once. */
const READ_AGAIN_MS = 150;

/** Of what a snapshot of another making does not tell. */
const NOTHING_TOLD = {
  ...{ draft: '', replyId: null, balance: null },
  ui: { currentView: 'session', sidebarCollapsed: false, scrollTop: 0 },
};

const TABLES = ['drafts', 'messages', 'snapshots', 'sessions'];

/** What the store keeps that somebody may want back. */
export interface LeftBehind {
  readonly drafts: readonly DraftStart[];
  readonly replies: readonly InterruptedReply[];
  readonly snapshots: readonly Snapshot[];
}

interface RecoveryCenterOptions {
  readonly env: Environment;
  readonly isReady: ReadonlySignal<boolean>;
  readonly currentId: ReadonlySignal<string | null>;
  readonly save: SaveModel;
  readonly drafts: DraftModel;
  readonly notices: NoticeModel;
  readonly recovery: RecoveryModel;
}

/** What is listed in the recovery center beside crashed panels and unsent changes. */
export const RecoveryCenterModel = createModel((options: RecoveryCenterOptions) => {
  const { env, isReady, currentId, save, drafts, notices, recovery } = options;
  const { client, timers } = env;
  const left = signal<Remote<LeftBehind>>(LOADING);

  effect(() => {
    if (isReady.value) untracked(() => void read());
  });
  effect(() => {
    let timer: unknown;
    const stop = client.on('changed', ({ tables }) => {
      if (tables !== null && !tables.some((table) => TABLES.includes(table))) return;
      timers.clear(timer);
      timer = timers.set(read, READ_AGAIN_MS);
    });
    return () => {
      stop();
      timers.clear(timer);
    };
  });

  async function read(): Promise<void> {
    try {
      const [found, { snapshots }] = await Promise.all([
        client.call('recovery/list', { limit: MOST }),
        client.call('snapshots/list', { type: 'system', limit: MOST }),
      ]);
      // The one on the screen is no other session's.
      const others = found.drafts.filter(({ sessionId }) => sessionId !== currentId.peek());
      left.value = ready({ drafts: others, replies: found.replies, snapshots });
    } catch (error) {
      left.value = failed(error);
    }
  }

  /** Puts back what a snapshot holds; it stays. */
  async function restoreSnapshot(id: string): Promise<void> {
    try {
      const { snapshot, state } = await client.call('snapshots/get', { id });
      const record = toRecord(snapshot, state.ui);
      if (record) await recovery.bringBack(record);
      else notices.show({ text: 'This snapshot holds nothing that a panel of this version can show. It stays.' });
    } catch (error) {
      notices.showError('The snapshot could not be read', error, () => void restoreSnapshot(id));
    }
  }

  /** What is put back counts as written now: who asks for it wants it beside what is there. */
  function toRecord(snapshot: Snapshot, ui: Readonly<Record<string, unknown>>): CrashRecord | undefined {
    const { id, sessionId, summary } = snapshot;
    const timestamp = formatTimestamp(env.now());
    const title = summary.title ?? '';
    const parsed = v.safeParse(crashRecord, {
      ...NOTHING_TOLD,
      ...ui,
      ...{ version: 1, panelId: id, timestamp, draftUpdatedAt: timestamp },
      session: sessionId === null ? null : { id: sessionId, title, messageCount: summary.messageCount },
      ui: { ...NOTHING_TOLD.ui, ...ui },
    });
    return parsed.success ? parsed.output : undefined;
  }

  async function deleteSnapshot(snapshot: Snapshot): Promise<void> {
    const { id, sessionId, type, trigger, description, starred } = snapshot;
    try {
      const { state } = await client.call('snapshots/get', { id });
      save.submit({ method: 'snapshots/delete', params: { id } });
      const undo = () => {
        const params = { id: env.newId(), sessionId, type, trigger, description, starred, ui: state.ui };
        save.submit({ method: 'snapshots/create', params });
      };
      notices.show({ text: 'Snapshot deleted', action: { label: 'Undo', run: undo } });
    } catch (error) {
      notices.showError('The snapshot could not be deleted', error, () => void deleteSnapshot(snapshot));
    }
  }

  /** Empties the draft of a session that is not shown. */
  async function deleteDraft({ sessionId }: DraftStart): Promise<void> {
    try {
      const { draft } = await client.call('drafts/get', { sessionId });
      if (!(await drafts.discard(sessionId, draft.content))) return;
      const undo = () => drafts.takeBack(sessionId, draft.content);
      notices.show({ text: 'Draft deleted', action: { label: 'Undo', run: undo } });
    } catch (error) {
      notices.showError('The draft could not be deleted', error, () => void read());
    }
  }

  return { left, read, restoreSnapshot, deleteSnapshot, deleteDraft };
});
export type RecoveryCenterModel = InstanceType<typeof RecoveryCenterModel>;
