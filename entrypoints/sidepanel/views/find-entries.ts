/** What can be chosen in the palette. */
export interface PaletteEntry {
  readonly key: string;
  readonly title: string;
  readonly hint?: string | undefined;
  readonly run: () => void;
}

/** More would be scrolled past; the next word finds them. */
const MAX_ENTRIES = 100;

/**
 * The entries whose titles have every word of the query somewhere in them, in any case and without accents; those in which
 * a word of the title begins so first, otherwise in the order they have.
 */
export function findEntries(entries: readonly PaletteEntry[], query: string): readonly PaletteEntry[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return entries.slice(0, MAX_ENTRIES);
  const found = entries.flatMap((entry) => {
    const title = fold(entry.title);
    if (!words.every((word) => title.includes(word))) return [];
    return [{ entry, isBeginning: words.every((word) => ` ${title}`.includes(` ${word}`)) }];
  });
  const [first, rest] = [found.filter(({ isBeginning }) => isBeginning), found.filter((one) => !one.isBeginning)];
  return [...first, ...rest].slice(0, MAX_ENTRIES).map(({ entry }) => entry);
}

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
