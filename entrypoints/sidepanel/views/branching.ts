import type { Message } from '../../../lib/protocol/shapes.ts';
import { BranchesModel } from '../models/branches-model.ts';
import { messagesOf } from '../models/message-reader.ts';
import type { PanelModel } from '../models/panel-model.ts';
import { focusedMessage, messagesInView, readingPlace } from './reading-place.ts';

/** What a key asks for: a branch, an edited question, or the version before or after the one that is shown. */
export type Branching = 'branch' | 'edit' | -1 | 1;

/** Does it with the message that the focus is in; without one, with the last that it can be done with. */
export function doBranching(panel: PanelModel, what: Branching): void {
  const branches = panel.modelOf(BranchesModel);
  if (what === 'branch' || what === 'edit') {
    const message = messageFor(panel, what);
    if (!message) return;
    if (what === 'edit') branches.edit(message);
    else branches.branchFrom(message);
    return;
  }
  const place = forkFor([...branches.forks.peek().versions.keys()]);
  if (place === undefined || !branches.showVersion(place, what, readingPlace(place))) branches.tellNoVersions();
}

function messageFor({ conversation }: PanelModel, what: 'branch' | 'edit'): Message | undefined {
  const run = conversation.shown.peek();
  const focused = focusedMessage();
  const candidates = focused === undefined ? messagesOf(conversation.page.peek()) : messagesOf(run);
  return candidates.findLast(
    ({ role, sequence, status }) =>
      (focused === undefined || sequence === focused) &&
      (what === 'branch' ? status !== 'queued' && status !== 'streaming' : role === 'user'),
  );
}

/** The place with versions that one looks at: where the focus is, else the last one in view or before it, else the next one. */
function forkFor(places: readonly number[]): number | undefined {
  const focused = focusedMessage();
  if (focused !== undefined && places.includes(focused)) return focused;
  const last = messagesInView().at(-1) ?? Number.POSITIVE_INFINITY;
  const ordered = places.toSorted((a, b) => a - b);
  return ordered.findLast((place) => place <= last) ?? ordered[0];
}
