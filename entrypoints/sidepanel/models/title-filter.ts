import type { Session } from '../../../lib/protocol/shapes.ts';

/** The words that are looked for, as they compare; none = everything is shown. */
export function wordsOf(text: string): readonly string[] {
  return fold(text)
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** Whether every word stands somewhere in the title. */
export function matches(session: Session, words: readonly string[]): boolean {
  const title = foldedTitle(session);
  return words.every((word) => title.includes(word));
}

/** Rows keep their identity while they are the same, so each title is folded once and not with every key. */
const folded = new WeakMap<Session, string>();

function foldedTitle(session: Session): string {
  let title = folded.get(session);
  if (title === undefined) {
    title = fold(session.title);
    folded.set(session, title);
  }
  return title;
}

/**
 * Without case and diacritics. Capitals join what small letters keep apart (ß and ss, ς and σ, ı and i), but the capital ẞ has
 * to become a small one first. Marks go that belong to no script: an accent may, a vowel of Devanagari must stay.
 */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .toUpperCase()
    .normalize('NFKD')
    .replace(/\p{Script=Inherited}+/gu, '');
}
