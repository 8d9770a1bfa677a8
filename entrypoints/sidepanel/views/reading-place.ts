import type { Place } from '../../../lib/recovery/crash-record.ts';

/**
 * Where one reads, for a version of the message at `sequence` to be shown there: the row at the upper edge if it is one before the
 * message, since those are the same in every version, or else the message from its start. null: nothing is drawn.
 */
export function readingPlace(sequence: number): Place | null {
  const box = document.querySelector('.log');
  if (!box) return null;
  const edge = box.getBoundingClientRect().top;
  for (const row of box.querySelectorAll<HTMLElement>('[data-row]')) {
    const { top, bottom } = row.getBoundingClientRect();
    if (bottom <= edge + 1) continue;
    const at = Number(row.dataset['row']);
    return at < sequence ? { sequence: at, offsetPx: Math.round(edge - top) } : { sequence, offsetPx: 0 };
  }
  return null;
}

/** The message that the focus is in, if it is in one. */
export function focusedMessage(): number | undefined {
  const row = document.activeElement?.closest<HTMLElement>('.log [data-row]');
  return row ? Number(row.dataset['row']) : undefined;
}

/** The messages of which anything is to be seen. */
export function messagesInView(): readonly number[] {
  const box = document.querySelector('.log');
  if (!box) return [];
  const view = box.getBoundingClientRect();
  return [...box.querySelectorAll<HTMLElement>('[data-row]')].flatMap((row) => {
    const { top, bottom } = row.getBoundingClientRect();
    return bottom > view.top && top < view.bottom ? Number(row.dataset['row']) : [];
  });
}
