import * as v from 'valibot';
import { AppError } from '../protocol/errors.ts';

/** Where something stands in what is found: newest first, then by id, a message before a title of the same id. */
export interface Place {
  readonly createdAt: string;
  readonly id: string;
  readonly isTitle: boolean;
}

/** Before everything that can be found. */
export const FIRST_PLACE: Place = { createdAt: '\u{10ffff}', id: '', isTitle: false };

/** The place before everything of an earlier moment than `moment`. */
export function placeBefore(moment: string): Place {
  return { createdAt: moment, id: '', isTitle: false };
}

/** Negative where `one` comes first. */
export function comparePlaces(one: Place, other: Place): number {
  return (
    compareBytes(other.createdAt, one.createdAt) ||
    compareBytes(other.id, one.id) ||
    Number(one.isTitle) - Number(other.isTitle)
  );
}

/** Where a page ended. */
export function toSearchCursor({ createdAt, id, isTitle }: Place): string {
  return JSON.stringify([createdAt, id, isTitle]);
}

const cursorParts = v.strictTuple([v.string(), v.string(), v.boolean()]);

/** Errors: `invalid`. */
export function parseSearchCursor(cursor: string): Place {
  try {
    const [createdAt, id, isTitle] = v.parse(cursorParts, JSON.parse(cursor));
    return { createdAt, id, isTitle };
  } catch {
    throw new AppError('invalid', 'The cursor is not one that messages/search returned. Start from the first page.');
  }
}

/** As SQLite orders text: by bytes of UTF-8, where what takes two UTF-16 units comes after everything else. */
function compareBytes(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at++) {
    const [a, b] = [one.charCodeAt(at), other.charCodeAt(at)];
    if (a !== b) return rank(a) - rank(b);
  }
  return one.length - other.length;
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}
