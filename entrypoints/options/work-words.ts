import type { AppError, ErrorCode } from '../../lib/protocol/errors.ts';
import { errorWords } from '../sidepanel/error-words.ts';

/** Where work on the whole store has another story than a message. */
const WORDS: Partial<Readonly<Record<ErrorCode, readonly [what: string, todo: string]>>> = {
  'not-found': ['It is no longer there', 'The list shows what there is now.'],
  invalid: ['This was not accepted', 'Update Holdfast, then try again.'],
  'disk-full': ['There is no room left', 'Free some space, then try again. Nothing was left half done.'],
  'read-only': ['The folder cannot be written to', 'Make it writable, then try again.'],
  busy: ['The store is busy with other work', 'Try again when that is done.'],
  'version-mismatch': ['The host does not support this yet', 'Update the host.'],
  cancelled: ['Stopped', 'Nothing was left half done.'],
  timeout: ['There was no sign of it for ten minutes', 'It was told to stop; check back in a moment.'],
  disconnected: [
    'The connection to the store was lost',
    'What was started will finish without it; check back in a moment.',
  ],
  internal: ['Something went wrong', 'Try again; if it keeps happening, report it.'],
};

/** Why something that takes a while did not come to its end, and what to do, as one or two sentences. */
export function workFailure({ code, message }: Pick<AppError, 'code' | 'message'>): string {
  // Which file, and what is wrong with it, only the host's own words say: a backup can be damaged, and it can be newer.
  if (code === 'store-corrupt' || code === 'store-newer-than-host') return message;
  const words = WORDS[code];
  if (words) return `${words[0]}. ${words[1]}`;
  const { what, todo } = errorWords(code);
  return `${what}. ${todo}`;
}
