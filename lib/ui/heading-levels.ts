import type { Token } from 'marked';

/** The page's own headings end at the second level. */
const FIRST_LEVEL = 3;
const LAST_LEVEL = 6;

/**
 * The level each heading among `blocks` is shown at; undefined for other blocks. A heading stands one level below the one it belongs to,
 * also when the author left levels out or began with the second: readers move by levels. Later blocks change nothing.
 */
export function headingLevels(blocks: readonly Token[]): (number | undefined)[] {
  const open: number[] = [];
  return blocks.map((block) => {
    if (block.type !== 'heading') return undefined;
    while ((open.at(-1) ?? 0) >= block['depth']) open.pop();
    open.push(block['depth']);
    return Math.min(FIRST_LEVEL + open.length - 1, LAST_LEVEL);
  });
}
