/** How much a JSON text may hold. */
export interface JsonLimits {
  /** Levels of arrays and objects. */
  readonly depth: number;
  /** Arrays, objects and commas together: about the number of values. */
  readonly parts: number;
}

const QUOTE = 34;
const COMMA = 44;
const OPENING = [91, 123];
const CLOSING = [93, 125];

/** The value of a JSON text; undefined, which no JSON is, for what is none or holds more than the limits. */
export function parseModest(text: string, limits: JsonLimits): unknown {
  if (!isModest(text, limits)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Whether a JSON text stays within limits, told without building any of it: what is nested a million levels deep, or made of
 * a hundred million commas, takes more memory than its text by far. Says nothing about whether it is JSON.
 */
export function isModest(text: string, { depth, parts }: JsonLimits): boolean {
  let level = 0;
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at + 1);
      if (at < 0) return true;
    } else if (OPENING.includes(code)) {
      if (++level > depth) return false;
      count++;
    } else if (CLOSING.includes(code)) level--;
    else if (code === COMMA) count++;
    if (count > parts) return false;
  }
  return true;
}

/** Where the quote is that ends a string; -1 when none does. */
function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text[at - 1 - backslashes] === '\\' && at - 1 - backslashes >= from) backslashes++;
    if (backslashes % 2 === 0) return at;
  }
  return -1;
}
