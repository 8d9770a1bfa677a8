import { effect } from '@preact/signals';
import type { SearchHit } from '../../../lib/protocol/search-shapes.ts';
import type { PanelModel } from '../models/panel-model.ts';
import { showFound } from './show-found.ts';

/** Shows the session of a hit, at its message where it has one, with the words marked there. */
export function openHit(panel: PanelModel, { sessionId, sequence }: SearchHit, query: string): void {
  const { layout, sessions, viewState, env } = panel;
  layout.closeSheet();
  layout.closeView();
  sessions.open(sessionId);
  if (sequence === null) return;
  const wanted = { sessionId, place: { sequence, offsetPx: 0 }, caret: null };
  viewState.want(wanted);
  const stop = effect(() => {
    const now = viewState.wanted.value;
    if (now === wanted) return;
    // Whoever wants to go elsewhere meanwhile goes there.
    if (now === undefined && sessions.currentId.peek() === sessionId) {
      requestAnimationFrame(() => showFound({ sequence, query }, env.timers.set));
    }
    queueMicrotask(() => stop());
  });
}
