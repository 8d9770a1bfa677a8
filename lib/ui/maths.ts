import type { Hooks, MarkedOptions, Tokens } from 'marked';

/** Maths as it was written, delimiters included. */
export interface MathsToken extends Tokens.Generic {
  readonly type: 'maths';
  readonly raw: string;
  readonly text: string;
  /** It stands in lines of its own. */
  readonly isBlock: boolean;
}

/** UTF-16 units: the search for an end that never comes goes no further. */
const MAX_LENGTH = 2000;

const STARTS = /\$|\\[([]/;
const CLOSERS: Readonly<Record<string, string>> = { $$: '$$', '\\(': '\\)', '\\[': '\\]' };

/** Options for marked's lexer: maths is found before anything else could read its underscores, asterisks and backslashes. */
export function mathsOptions(text: string): Pick<MarkedOptions, 'extensions' | 'hooks'> {
  // Most texts have none, and reading for it doubles the time.
  if (!STARTS.test(text)) return {};
  const readers = { block: [readBlock], inline: [readInline], startBlock: [findBlock] };
  return { extensions: { ...readers, renderers: {}, childTokens: {} }, hooks: HOOKS };
}

/** Hides maths from the search for emphasis: `*a $x*y$ b*` is emphasised as a whole. */
function hideMaths(text: string): string {
  let masked = '';
  let position = 0;
  for (const [start, end] of findInline(text)) {
    masked += text.slice(position, start) + 'a'.repeat(end - start);
    position = end;
  }
  return masked + text.slice(position);
}

/** The lexer asks for nothing else; the class that has all hooks would bring what writes HTML with it. */
const HOOKS = { emStrongMask: hideMaths } as Hooks;

/** Where dollar maths starts within `[1, length)` of a text; -1 = nowhere. Other maths begins where Markdown's own marks do. */
export function findDollarMaths(text: string, length: number): number {
  for (let at = text.indexOf('$', 1); at !== -1 && at < length; at = text.indexOf('$', at + 1)) {
    if (!/[\p{L}\p{N}$]/u.test(text.charAt(at - 1)) && mathsEnd(text, at) !== -1) return at;
  }
  return -1;
}

function readBlock(text: string): MathsToken | undefined {
  const indent = /^ {0,3}(?=\$\$|\\\[)/.exec(text)?.[0].length;
  const end = indent === undefined ? -1 : mathsEnd(text, indent);
  if (end === -1) return undefined;
  const rest = /^[ \t]*(?:\n|$)/.exec(text.slice(end, end + MAX_LENGTH))?.[0];
  if (rest === undefined) return undefined;
  return { type: 'maths', raw: text.slice(0, end + rest.length), text: text.slice(indent, end), isBlock: true };
}

/** Where a paragraph ends because maths in lines of its own follows it without a blank line. */
function findBlock(text: string): number | undefined {
  const near = firstParagraph(text.slice(0, MAX_LENGTH));
  for (const { index } of near.matchAll(/\n {0,3}(?:\$\$|\\\[)/g)) {
    if (readBlock(text.slice(index + 1, index + 1 + 2 * MAX_LENGTH)) !== undefined) return index + 1;
  }
  return undefined;
}

function firstParagraph(text: string): string {
  const end = text.indexOf('\n\n');
  return end === -1 ? text : text.slice(0, end);
}

function readInline(text: string): MathsToken | undefined {
  const end = mathsEnd(text, 0);
  if (end === -1) return undefined;
  const raw = text.slice(0, end);
  return { type: 'maths', raw, text: raw, isBlock: false };
}

/** Starts and ends of all maths in a paragraph. */
function* findInline(text: string): Generator<readonly [start: number, end: number]> {
  if (!STARTS.test(text)) return;
  const marks = /\\[\s\S]|`+|(?<![\p{L}\p{N}$])\$|\$+/gu;
  for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
    const { index } = mark;
    if (mark[0].startsWith('`')) {
      const codeEnd = text.slice(index, index + MAX_LENGTH).indexOf(mark[0], mark[0].length);
      if (codeEnd !== -1) marks.lastIndex = index + codeEnd + mark[0].length;
      continue;
    }
    const end = mathsEnd(text, index);
    if (end === -1) continue;
    yield [index, end];
    marks.lastIndex = end;
  }
}

/** The position after the maths that starts at `start`, or -1. TeX allows no blank line within it. */
function mathsEnd(text: string, start: number): number {
  const closer = CLOSERS[text.slice(start, start + 2)];
  if (closer === undefined) return text.charAt(start) === '$' ? dollarEnd(text, start) : -1;
  const near = text.slice(start, start + MAX_LENGTH);
  const at = near.indexOf(closer, 2);
  if (at === -1) return -1;
  const content = near.slice(2, at);
  return content.trim() === '' || /\n[ \t]*\n/.test(content) ? -1 : start + at + 2;
}

/** The rule of pandoc and GitHub: in one line, with no space inside the dollars and no word right after the second. */
function dollarEnd(text: string, start: number): number {
  const near = text.slice(start, start + MAX_LENGTH);
  const match = /^\$(?!\s)((?:\\[^\n]|[^\\$\n])+)(?<!\s)\$(?![\p{L}\p{N}$])/u.exec(near);
  return match === null || isPrice(match[1] ?? '') ? -1 : start + match[0].length;
}

/** "$5 a month, or US$": an amount, words, and nothing that formulas have. */
function isPrice(content: string): boolean {
  return /^\d/.test(content) && /\s/.test(content) && !/[\\^_={}<>+]|\s\*\s/.test(content);
}
