import { FILE_CHECKS } from '../../lib/file-checks.ts';
import type { Damage } from '../../lib/protocol/keeping-shapes.ts';
import { counted } from '../../lib/store/checks/check.ts';
import type { Examined } from '../../lib/store/examined.ts';
import { healStore } from '../heal/heal-store.ts';
import type { Workplace } from '../workplace.ts';

/**
 * Where a check tells of a damaged file, has the store made anew, and returns the checks of `look` with what was done; else the
 * checks as they are. This process must not have the store. Errors: as `healStore`.
 */
export async function healIfDamaged(
  checks: readonly Examined[],
  place: Workplace,
  look: () => Promise<Examined[]>,
): Promise<Examined[]> {
  const failed = checks.filter(({ name, ok }) => !ok && FILE_CHECKS.includes(name));
  const [first] = failed;
  if (!first) return [...checks];
  const { damage } = await healStore(first.detail, place);
  if (!damage) return [...checks];
  const names = failed.map(({ name }) => name);
  const repaired = inWords(damage);
  return (await look()).map((check) => (names.includes(check.name) ? { ...check, repaired } : check));
}

function inWords({ backup, restored, salvaged, lost, quarantine }: Damage): string {
  const from = backup === null ? 'there was no backup' : `${counted(restored, 'row')} from ${backup}`;
  return `made the store anew: ${from}, ${salvaged.toLocaleString('en-US')} from the damaged file, ${lost.toLocaleString('en-US')} lost; the damaged file is in ${quarantine}`;
}
