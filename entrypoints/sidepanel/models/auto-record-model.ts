import { createModel, effect, untracked } from '@preact/signals';
import type { PanelModel } from './panel-model.ts';
import { preferenceSignal } from './preference-signal.ts';
import { RecorderModel } from './recorder-model.ts';

interface AutoRecordOptions {
  readonly panel: Pick<PanelModel, 'preferences' | 'sessions' | 'drafts' | 'conversation' | 'modelOf'>;
  /** Begins to record the session that is shown. */
  readonly begin: () => void;
}

/**
 * Records the sessions that a person wants recorded, whenever somebody writes in one or a reply comes in it while it is shown. What a
 * person began goes before that, and what a person ended stays so until the panel is opened again.
 */
export const AutoRecordModel = createModel(({ panel, begin }: AutoRecordOptions) => {
  const { preferences, sessions, drafts, conversation } = panel;
  const wanted = preferenceSignal(preferences, 'sidepanel.recordings.auto');
  const recorder = panel.modelOf(RecorderModel);
  const ended = new Set<string>();
  let recorded: string | undefined;
  /** The session whose recording is ended for that of another one. */
  let left: string | undefined;
  let written: { readonly id: string | null; readonly text: string } | undefined;

  effect(() => {
    const now = recorder.running.value?.sessionId;
    if (recorded !== undefined && recorded !== now && recorded !== left) ended.add(recorded);
    if (recorded !== now) left = undefined;
    recorded = now;
  });
  effect(() => {
    const ids = wanted.value;
    for (const id of ended) if (!ids.includes(id)) ended.delete(id);
  });
  effect(() => {
    const id = sessions.currentId.value;
    const draft = drafts.draft.value;
    const before = written;
    written = draft.state === 'ready' ? { id, text: draft.text } : undefined;
    const isWritten = before && written && before.id === id && before.text !== written.text;
    if (!isWritten && !conversation.replyInProgress.value) return;
    if (id !== null && wanted.value.includes(id)) untracked(() => record(id));
  });

  function record(id: string): void {
    const now = recorder.running.peek()?.sessionId;
    if (now === id || ended.has(id)) return;
    if (now !== undefined && !wanted.peek().includes(now)) return;
    left = now;
    recorder.stop();
    begin();
  }

  return {};
});
