import { diffWordsWithSpace } from 'diff/lib/diff/word.js';
import { parsePatch } from 'diff/lib/patch/parse.js';

/** A piece of a line; `isChanged`: not in the line that it took the place of, or that took its place. */
export interface Piece {
  readonly text: string;
  readonly isChanged: boolean;
}

/** A line of a diff. Numbers count from 1, null on the side that does not have it. `note`: a word of the diff itself. */
export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed' | 'note';
  readonly oldLine: number | null;
  readonly newLine: number | null;
  readonly pieces: readonly Piece[];
}

/** Lines that belong together. */
export interface Hunk {
  /** `@@ -1,3 +1,4 @@` */
  readonly header: string;
  readonly lines: readonly DiffLine[];
}

/** Longer lines, in UTF-16 units, are not compared word by word: that takes longer than it says. */
const MAX_COMPARED_LENGTH = 2000;

/** Steps from one line to the other, beyond which most of it is new. */
const MAX_WORD_EDITS = 200;

/** The hunks of a unified diff, of all files that are in it; undefined for what is none. */
export function readPatch(patch: string): readonly Hunk[] | undefined {
  try {
    const hunks = parsePatch(patch).flatMap((file) => file.hunks);
    return hunks.length === 0 ? undefined : hunks.map(toHunk);
  } catch {
    return undefined;
  }
}

/** A row of two sides: what was there and what is there; the same line on both where nothing changed. */
export interface SidePair {
  readonly left: DiffLine | undefined;
  readonly right: DiffLine | undefined;
}

/** A hunk's lines beside each other: what was removed beside what was added in its place. */
export function sideBySide(lines: readonly DiffLine[]): readonly SidePair[] {
  const pairs: SidePair[] = [];
  let removed: DiffLine[] = [];
  let added: DiffLine[] = [];
  const flush = () => {
    for (let index = 0; index < Math.max(removed.length, added.length); index += 1) {
      pairs.push({ left: removed[index], right: added[index] });
    }
    removed = [];
    added = [];
  };
  for (const line of lines) {
    if (line.kind === 'removed') {
      if (added.length > 0) flush();
      removed.push(line);
    } else if (line.kind === 'added') added.push(line);
    else {
      flush();
      pairs.push({ left: line, right: line });
    }
  }
  flush();
  return pairs;
}

interface RawHunk {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  readonly lines: readonly string[];
}

function toHunk({ oldStart, oldLines, newStart, newLines, lines }: RawHunk): Hunk {
  let [oldLine, newLine] = [oldStart, newStart];
  const plain = lines.map((raw): DiffLine => {
    const pieces = [{ text: raw.slice(1), isChanged: false }];
    switch (raw[0]) {
      case '+':
        return { kind: 'added', oldLine: null, newLine: newLine++, pieces };
      case '-':
        return { kind: 'removed', oldLine: oldLine++, newLine: null, pieces };
      case '\\':
        return { kind: 'note', oldLine: null, newLine: null, pieces: [{ text: raw.slice(2), isChanged: false }] };
      default:
        return { kind: 'same', oldLine: oldLine++, newLine: newLine++, pieces };
    }
  });
  // The library tells the first line of what is not there as the line after.
  const from = (start: number, count: number) => `${count === 0 ? start - 1 : start},${count}`;
  return { header: `@@ -${from(oldStart, oldLines)} +${from(newStart, newLines)} @@`, lines: withWords(plain) };
}

/** Where as many lines were added as removed, each took the place of one. */
function withWords(lines: readonly DiffLine[]): readonly DiffLine[] {
  const result = [...lines];
  for (let at = 0; at < result.length; ) {
    const removed = runOf(result, at, 'removed');
    // A note is about the line before it.
    const from = at + removed + (removed > 0 ? runOf(result, at + removed, 'note') : 0);
    const added = runOf(result, from, 'added');
    if (removed > 0 && removed === added) {
      for (let index = 0; index < removed; index += 1) compare(result, at + index, from + index);
    }
    at = Math.max(at + 1, from + added);
  }
  return result;
}

function runOf(lines: readonly DiffLine[], from: number, kind: DiffLine['kind']): number {
  let end = from;
  while (lines[end]?.kind === kind) end += 1;
  return end - from;
}

function compare(lines: DiffLine[], at: number, other: number): void {
  const [before, after] = [lines[at], lines[other]];
  const [old, fresh] = [before?.pieces[0]?.text ?? '', after?.pieces[0]?.text ?? ''];
  if (!before || !after || old.length + fresh.length > MAX_COMPARED_LENGTH) return;
  const changes = diffWordsWithSpace(old, fresh, { maxEditLength: MAX_WORD_EDITS });
  // Two lines with nothing in common are no version of each other.
  if (!changes?.some(({ added, removed, value }) => !added && !removed && value.trim() !== '')) return;
  const side = (kind: 'added' | 'removed') =>
    changes
      .filter((change) => change[kind] || !(change.added || change.removed))
      .map((change) => ({
        text: change.value,
        isChanged: change[kind],
      }));
  lines[at] = { ...before, pieces: side('removed') };
  lines[other] = { ...after, pieces: side('added') };
}
