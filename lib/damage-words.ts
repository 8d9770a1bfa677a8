import { formatCount } from './format-size.ts';
import type { Damage } from './protocol/keeping-shapes.ts';

/** What became of the rows of a store whose file was damaged: `1 200 rows restored, 4 salvaged, 0 lost`. */
export function damagedRows({ restored, salvaged, lost }: Damage): string {
  return `${formatCount(restored)} rows restored, ${formatCount(salvaged)} salvaged, ${formatCount(lost)} lost`;
}
