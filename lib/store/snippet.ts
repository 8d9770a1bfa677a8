import type { SnippetPart } from '../protocol/search-shapes.ts';
import type { SearchTerm, Span } from './search-terms.ts';

/** Of the text, in UTF-16 units, shared by the places that are shown. */
const LENGTH = 160;
const MAX_PLACES = 3;

/** So much of each place goes before what was found. */
const PART_BEFORE = 0.3;

/** A cut is moved so far at most to lie between words. */
const WORD_REACH = 12;

/**
 * The text around the first places of the terms, with all that was found marked: about 160 UTF-16 units, on one line. "…" is
 * where something is left out; no code point is cut.
 */
export function snippetOf(text: string, terms: readonly SearchTerm[]): SnippetPart[] {
  const parts: SnippetPart[] = [];
  const windows = windowsOf(text, terms);
  for (const [index, window] of windows.entries()) {
    if (index > 0 || window.start > 0) push(parts, index > 0 ? ' … ' : '…', false);
    for (const { start, end, match } of piecesOf(text, window, terms)) push(parts, text.slice(start, end), match);
  }
  if ((windows.at(-1)?.end ?? text.length) < text.length) push(parts, '…', false);
  return parts;
}

/** The parts of the text that are shown, in order, without overlap. */
function windowsOf(text: string, terms: readonly SearchTerm[]): Span[] {
  const firsts = terms.flatMap((term) => term.findIn(text) ?? []).sort((one, other) => one.start - other.start);
  const apart: Span[] = [];
  for (const span of firsts) {
    const last = apart.at(-1);
    if (last === undefined || span.end > last.start + LENGTH * (1 - PART_BEFORE)) apart.push(span);
  }
  const shown = apart.slice(0, MAX_PLACES);
  const length = Math.floor(LENGTH / shown.length);
  const windows: Span[] = [];
  for (const span of shown) {
    const window = windowAround(text, span, length);
    const last = windows.at(-1);
    if (last && window.start <= last.end) windows[windows.length - 1] = { start: last.start, end: window.end };
    else windows.push(window);
  }
  return windows;
}

function windowAround(text: string, span: Span, length: number): Span {
  const from = Math.max(0, span.start - Math.floor(length * PART_BEFORE));
  const to = Math.min(text.length, from + length);
  // What would be short of the end of the text goes to what is before it.
  const start = Math.max(0, Math.min(from, to - length));
  const first = start === 0 ? 0 : betweenCodePoints(text, wordStart(text, start, span.start));
  return {
    start: afterSpace(text, first, span.start),
    end: to === text.length ? to : betweenCodePoints(text, wordEnd(text, to, Math.min(span.end, to))),
  };
}

/** The first start of a word from `place` on, if it is near and not behind `limit`. */
function wordStart(text: string, place: number, limit: number): number {
  for (let at = place; at <= Math.min(limit, place + WORD_REACH); at++) if (isSpace(text[at - 1])) return at;
  return place;
}

function afterSpace(text: string, place: number, limit: number): number {
  let at = place;
  while (at < limit && isSpace(text[at])) at++;
  return at;
}

function wordEnd(text: string, place: number, limit: number): number {
  for (let at = place; at >= Math.max(limit, place - WORD_REACH); at--) if (isSpace(text[at])) return at;
  return place;
}

function isSpace(unit: string | undefined): boolean {
  return unit !== undefined && /\s/u.test(unit);
}

function betweenCodePoints(text: string, place: number): number {
  const isInside = isLowSurrogate(text.charCodeAt(place)) && isHighSurrogate(text.charCodeAt(place - 1));
  return isInside ? place - 1 : place;
}

const isHighSurrogate = (unit: number) => unit >= 0xd800 && unit < 0xdc00;
const isLowSurrogate = (unit: number) => unit >= 0xdc00 && unit < 0xe000;

/** The window cut at every place of every term; places that meet or overlap are one piece. */
function piecesOf(text: string, window: Span, terms: readonly SearchTerm[]): Piece[] {
  const found = terms.flatMap((term) => placesIn(text, window, term)).sort((one, other) => one.start - other.start);
  const pieces: Piece[] = [];
  let at = window.start;
  for (const { start, end } of found) {
    const last = pieces.at(-1);
    if (last?.match && start <= at) {
      at = Math.max(at, end);
      pieces[pieces.length - 1] = { ...last, end: at };
      continue;
    }
    if (start > at) pieces.push({ start: at, end: start, match: false });
    pieces.push({ start, end, match: true });
    at = end;
  }
  if (at < window.end) pieces.push({ start: at, end: window.end, match: false });
  return pieces;
}

interface Piece extends Span {
  readonly match: boolean;
}

/** What reaches into the window, cut by it. */
function placesIn(text: string, window: Span, term: SearchTerm): Span[] {
  const spans: Span[] = [];
  let span = term.findIn(text, Math.max(0, window.start - term.text.length + 1));
  while (span && span.start < window.end) {
    spans.push({ start: Math.max(span.start, window.start), end: Math.min(span.end, window.end) });
    span = term.findIn(text, span.end);
  }
  return spans;
}

/** White space takes one place. */
function push(parts: SnippetPart[], text: string, match: boolean): void {
  if (text !== '') parts.push({ text: text.replace(/\s+/gu, ' '), match });
}
