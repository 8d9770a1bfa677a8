import * as v from 'valibot';
import {
  DEFAULT_LIST_LIMIT,
  MAX_LIST_LIMIT,
  MAX_MIRRORED_PREFERENCES,
  MAX_PREFERENCE_LENGTH,
  MAX_REFERENCE_LENGTH,
  MAX_SEARCH_LENGTH,
  MAX_TITLE_LENGTH,
} from './limits.ts';
import { normalizeTimestamp } from './timestamp.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this refuses
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f-\u009f]/;

/** Text as it is stored: lone surrogates become U+FFFD, so that it survives UTF-8. */
export const text = v.pipe(
  v.string(),
  v.transform((value) => value.toWellFormed()),
);

/** Id of a row that the request creates, and of the request itself: a UUID (ours are version 7). */
export const newId = v.pipe(v.string(), v.regex(UUID, 'must be a UUID'));

/** Id of a row that exists; older stores and imports have ids of their own making. */
export const reference = v.pipe(
  text,
  v.minLength(1, 'must not be empty'),
  v.maxLength(MAX_REFERENCE_LENGTH, `must have at most ${MAX_REFERENCE_LENGTH} characters`),
  v.check((value) => !CONTROL_CHARACTER.test(value), 'must not contain control characters'),
);

/** Title, branch name, model name: short text. */
export const shortText = v.pipe(
  text,
  // A code point has at most two units: what is far too long is not taken apart to be counted.
  v.check(
    (value) => value.length <= 2 * MAX_TITLE_LENGTH && [...value].length <= MAX_TITLE_LENGTH,
    `must have at most ${MAX_TITLE_LENGTH} characters`,
  ),
);

/** Short text that says something. */
export const name = v.pipe(shortText, v.nonEmpty('must not be empty'));

/** What to look for: words with white space between them. */
export const searchText = v.pipe(
  text,
  v.maxLength(MAX_SEARCH_LENGTH, `must have at most ${MAX_SEARCH_LENGTH} characters`),
);

/** A moment; any ISO 8601 form with a zone is brought into `YYYY-MM-DDTHH:mm:ss.sssZ`. */
export const timestamp = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const normalized = normalizeTimestamp(dataset.value);
    if (normalized === undefined) {
      addIssue({ message: 'must be an ISO 8601 date and time with a zone, such as 2026-01-31T12:00:00.000Z' });
      return NEVER;
    }
    return normalized;
  }),
);

/** Tokens, milliseconds and other whole amounts. */
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** US dollars. */
export const money = v.pipe(v.number(), v.finite());

/** Address of a model server without a trailing slash; http and https only, no user or password in it. */
export const baseUrl = v.pipe(
  v.string(),
  v.maxLength(2000),
  v.check((value) => /^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/i.test(value), 'must be an http or https address'),
  v.transform((value) => value.replace(/\/+$/, '')),
);

/** Key of a preference that is kept by the store too: not keys of model servers, crash records, or what was set aside as broken. */
const preferenceKey = v.pipe(
  v.string(),
  v.maxLength(MAX_REFERENCE_LENGTH),
  v.regex(
    /^sidepanel\.(?!auth\.|crash\.|quarantine\.)[A-Za-z][A-Za-z.-]*$/,
    'must be the key of a preference that may be kept',
  ),
);

/** Preferences by key, each with the moment of its change. */
export const preferences = v.pipe(
  v.record(preferenceKey, v.object({ value: v.unknown(), updatedAt: timestamp })),
  v.maxEntries(MAX_MIRRORED_PREFERENCES),
  v.check(
    (values) =>
      Object.values(values).every(({ value }) => JSON.stringify(value ?? null).length <= MAX_PREFERENCE_LENGTH),
    `must have values of at most ${MAX_PREFERENCE_LENGTH} characters`,
  ),
  // JSON has no undefined: what is not there is null.
  v.transform((values) =>
    Object.fromEntries(
      Object.entries(values).map(([key, { value, updatedAt }]) => [key, { value: value ?? null, updatedAt }]),
    ),
  ),
);

export const listLimit = v.optional(
  v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_LIST_LIMIT)),
  DEFAULT_LIST_LIMIT,
);

/** Opaque; made by the list that returned it. */
export const cursor = v.pipe(v.string(), v.maxLength(1000));
