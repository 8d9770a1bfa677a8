import * as v from 'valibot';
import { AppError } from '../protocol/errors.ts';

/** The place after a row in a list that is ordered by a moment and an id. */
export function toCursor(moment: string, id: string): string {
  return JSON.stringify([moment, id]);
}

/** Moment and id of the row that a list ended with. Errors: `invalid`. */
export function parseCursor(cursor: string, method: string): [string, string] {
  try {
    return v.parse(v.strictTuple([v.string(), v.string()]), JSON.parse(cursor));
  } catch {
    throw new AppError('invalid', `The cursor is not one that ${method} returned. Start from the first page.`);
  }
}
