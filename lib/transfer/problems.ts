import type { ImportProblem } from '../protocol/keeping-shapes.ts';

/** Problems told of one file: more would help nobody and could be as long as the file. */
const MAX_PROBLEMS = 100;

/** UTF-16 units told of each: what is quoted comes from the file. */
const MAX_LENGTH = 300;

/** What a file cannot give. */
export interface Problems {
  add(where: string, message: string): void;
  /** The first ones, and how many more there were. */
  list(): ImportProblem[];
}

export function createProblems(): Problems {
  const kept: ImportProblem[] = [];
  let more = 0;
  const short = (text: string) => text.slice(0, MAX_LENGTH).toWellFormed();
  return {
    add(where, message) {
      if (kept.length < MAX_PROBLEMS) kept.push({ where: short(where), message: short(message) });
      else more++;
    },
    list: () =>
      more === 0 ? [...kept] : [...kept, { where: 'file', message: `${more} more problems are not listed.` }],
  };
}
