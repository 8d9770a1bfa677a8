import { caseVariants } from './letter-case.ts';

/** Where a term stands in a text, in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What is searched for, as it was typed, and where it stands in a text whatever the case of its letters. */
export interface SearchTerm {
  readonly text: string;
  /** Its first place at or after `from`; undefined when there is none. */
  readonly findIn: (text: string, from?: number) => Span | undefined;
}

/** The terms of a query: what stands between white space, each once. */
export function parseTerms(query: string): SearchTerm[] {
  const texts = new Set(query.split(/\s+/u).filter((text) => text !== ''));
  return [...texts].map(createTerm);
}

/** Whether a text has all of them. */
export function hasAll(text: string, terms: readonly SearchTerm[]): boolean {
  return terms.every((term) => term.findIn(text) !== undefined);
}

/** A pattern is compiled by the engine and needs no copy of the text in small letters, which would have other places. */
function createTerm(text: string): SearchTerm {
  const pattern = new RegExp([...text.split('')].map(patternOf).join(''), 'g');
  return {
    text,
    findIn(searched, from = 0) {
      pattern.lastIndex = from;
      const start = pattern.exec(searched)?.index;
      return start === undefined ? undefined : { start, end: start + text.length };
    },
  };
}

function patternOf(unit: string): string {
  const same = caseVariants(unit);
  return same.length > 1 ? `[${same}]` : unit.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
}
