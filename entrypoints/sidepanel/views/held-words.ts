import type { Remote } from '../models/remote.ts';
import type { HeldByBackups } from '../models/session-rows-model.ts';

/** Until when backups hold what is deleted forever. They may: it can be younger than the last of them. */
export function heldWords(held: Remote<HeldByBackups>): string {
  if (held.state === 'loading') return 'Looking which backups hold it…';
  if (held.state === 'failed') return 'Backups may still hold it.';
  const { heldUntil, keptByHand } = held.value;
  const byHand = `until you remove ${keptByHand === 1 ? 'it' : 'them'}`;
  if (heldUntil === null) {
    if (keptByHand === 0) return 'No backup holds it.';
    return `${keptByHand} ${keptByHand === 1 ? 'backup' : 'backups'} made by hand may hold it ${byHand}.`;
  }
  const date = new Date(heldUntil).toLocaleDateString(undefined, { dateStyle: 'medium' });
  return `Backups may hold it until ${date}${keptByHand === 0 ? '' : `, ${keptByHand} made by hand ${byHand}`}.`;
}
