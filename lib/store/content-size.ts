import { AppError } from '../protocol/errors.ts';
import { MAX_CONTENT_BYTES } from '../protocol/limits.ts';

const encoder = new TextEncoder();

/** Whether this is no more than `MAX_CONTENT_BYTES` of UTF-8. */
export function isContentSize(content: string): boolean {
  return content.length * 3 <= MAX_CONTENT_BYTES || encoder.encode(content).length <= MAX_CONTENT_BYTES;
}

/** Throws `too-large` for text of more than `MAX_CONTENT_BYTES` of UTF-8. */
export function checkContentSize(content: string): void {
  if (isContentSize(content)) return;
  const bytes = encoder.encode(content).length;
  throw new AppError(
    'too-large',
    `The text has ${bytes} bytes; a message holds at most ${MAX_CONTENT_BYTES}. Send it in parts.`,
    { details: { bytes, maxBytes: MAX_CONTENT_BYTES } },
  );
}
