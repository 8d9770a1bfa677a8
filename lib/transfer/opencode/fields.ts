/** An object of a file, of which nothing is known. */
export type Fields = Readonly<Record<string, unknown>>;

const NONE: Fields = {};

/** The latest moment that a date can tell, in ms. */
const MAX_TIME_MS = 253_402_300_799_999;

/** An object as it is; of anything else, none of its fields. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : NONE;
}

/** A list as it is; nothing of anything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Text that says something. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A whole number from 0 up; undefined for anything else. */
export function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** OpenCode tells moments in ms since 1970; ours are text. */
export function timeOf(ms: unknown): string | undefined {
  const number = numberOf(ms);
  return number === undefined || number < 0 || number > MAX_TIME_MS ? undefined : new Date(number).toISOString();
}

/** ms; undefined unless both moments are told and in order. */
export function durationMs(from: unknown, to: unknown): number | undefined {
  const [start, end] = [numberOf(from), numberOf(to)];
  return start === undefined || end === undefined || end < start ? undefined : end - start;
}
