import { FILE_CHECKS } from '../../lib/file-checks.ts';
import type { Check } from '../../lib/protocol/keeping-shapes.ts';

const FROM_MESSAGES =
  'Repair rebuilds what can be rebuilt from your messages: the list, the totals and the search index. It does not touch messages.';
const FROM_BACKUP =
  'If the file is damaged, Repair sets it aside and puts the newest verified backup in its place, with what can still be read from the file. Messages that are in neither are lost.';

/** What a repair would do about these checks. In the browser there is no file to set aside. */
export function repairWords(checks: readonly Check[], isEmbedded: boolean): string {
  const mayBeDamaged = checks.some(({ name, ok }) => !ok && FILE_CHECKS.includes(name));
  return mayBeDamaged && !isEmbedded ? FROM_BACKUP : FROM_MESSAGES;
}
