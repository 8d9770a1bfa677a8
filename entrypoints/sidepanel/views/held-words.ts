import type { Remote } from '../models/remote.ts';
import type { HeldByBackups } from '../models/session-rows-model.ts';

/** Until when backups hold what is deleted forever. They may: it can be younger than the last of them. */
export function heldWords(held: Remote<HeldByBackups>): string {
  if (held.state === 'loading') return 'Checking which backups contain it…';
  if (held.state === 'failed') return 'Backups may still contain it.';
  const { heldUntil, keptByHand } = held.value;
  const byHand = `until you remove ${keptByHand === 1 ? 'it' : 'them'}`;
  if (heldUntil === null) {
    if (keptByHand === 0) return 'No backup contains it.';
    return `${keptByHand} ${keptByHand === 1 ? 'backup' : 'backups'} you made may contain it ${byHand}.`;
  }
  const date = new Date(heldUntil).toLocaleDateString(undefined, { dateStyle: 'medium' });
  return `Backups may contain it until ${date}${keptByHand === 0 ? '' : `, and ${keptByHand} you made ${byHand}`}.`;
}
