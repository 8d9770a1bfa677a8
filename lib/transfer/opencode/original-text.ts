import { MAX_CONTENT_BYTES } from '../../protocol/limits.ts';
import type { Fields } from './fields.ts';

/** A `data:` URL of more UTF-16 units than this makes way when the whole would be too long to be kept. */
const MAX_URL_LENGTH = 10_000;

/**
 * A message word for word, as it came. One that is too long to be kept is kept without what files in it hold, which says so in
 * their place.
 */
export function originalText(message: Fields, text: string): string {
  // A unit has at most three bytes.
  if (text.length * 3 <= MAX_CONTENT_BYTES || new TextEncoder().encode(text).length <= MAX_CONTENT_BYTES) return text;
  return JSON.stringify(message, (_, value: unknown) =>
    typeof value === 'string' && value.startsWith('data:') && value.length > MAX_URL_LENGTH
      ? `data:,${value.length} characters left out`
      : value,
  );
}
