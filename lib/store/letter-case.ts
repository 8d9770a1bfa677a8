/**
 * Where capital and small letters count as the same: Latin, Greek and Cyrillic, as FTS5's trigram tokenizer has them, so that
 * whatever is the same here is the same to it. It knows no letters of Unicode 7 and later, hence the gaps; a test asks it for
 * every letter.
 */
const RANGES: readonly (readonly [first: number, last: number])[] = [
  [0x41, 0x130],
  // Between them the ı without a dot, whose capital is the I of all languages.
  [0x132, 0x24f],
  [0x370, 0x37e],
  [0x380, 0x3ff],
  [0x400, 0x527],
  [0x1e00, 0x1fff],
  [0xff21, 0xff5a],
];

let variants: ReadonlyMap<string, string> | undefined;

/**
 * All letters that count as the same as this UTF-16 unit, itself among them; itself alone where case says nothing. One unit
 * each, so that a place in a text is the same whatever its case.
 */
export function caseVariants(unit: string): string {
  variants ??= collectVariants();
  return variants.get(unit) ?? unit;
}

function collectVariants(): Map<string, string> {
  const byFolded = new Map<string, Set<string>>();
  for (const [first, last] of RANGES) {
    for (let code = first; code <= last; code++) {
      const letter = String.fromCharCode(code);
      const folded = fold(letter);
      if (folded !== letter) byFolded.set(folded, (byFolded.get(folded) ?? new Set([folded])).add(letter));
    }
  }
  const found = new Map<string, string>();
  for (const letters of byFolded.values()) {
    for (const letter of letters) found.set(letter, [...letters].join(''));
  }
  return found;
}

/** By way of the capital: ς and σ are both the small letter of Σ. A letter whose other case is two letters stays. */
function fold(letter: string): string {
  const capital = letter.toUpperCase();
  const small = (capital.length === 1 ? capital : letter).toLowerCase();
  return small.length === 1 ? small : letter;
}
