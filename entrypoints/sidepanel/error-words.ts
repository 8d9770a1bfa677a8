import type { ErrorCode } from '../../lib/protocol/errors.ts';

interface Words {
  /** What happened, in a few words without a full stop. */
  readonly what: string;
  /** What to do, as a sentence. */
  readonly todo: string;
}

export interface ErrorWords extends Words {
  /** The same of something that is sent again by itself. */
  readonly waiting: string;
  /** The same of a change that waits for a person, who can retry, copy or discard it. */
  readonly refused: Words;
}

/** What the user reads for each error; `options/work-words.ts` has what differs for work on the whole store. */
const WORDS: Readonly<Record<ErrorCode, Words>> = {
  'not-found': { what: 'No longer there', todo: 'It may have been deleted in another window.' },
  conflict: {
    what: 'Changed elsewhere meanwhile',
    todo: 'See how it is now; the session may be in the trash.',
  },
  invalid: { what: 'Not accepted', todo: 'Change the text and try again.' },
  'too-large': { what: 'Longer than 16 MB', todo: 'Shorten the text and send it again.' },
  'disk-full': { what: 'There is no room left', todo: 'Free some space, then retry.' },
  'read-only': { what: 'The store may not be written', todo: 'Make its file writable, then retry.' },
  busy: { what: 'Something else is being written', todo: 'Wait a moment, then retry.' },
  'store-corrupt': {
    what: 'The store is damaged',
    todo: 'It is put right by itself, from its newest copy. See Health in the options.',
  },
  'store-newer-than-host': {
    what: 'The store was written by a newer Holdfast',
    todo: 'Update the host; without one, the extension.',
  },
  'version-mismatch': { what: 'Panel and host do not match', todo: 'Update the older one of them.' },
  'provider-unauthorized': { what: 'The key was refused', todo: 'Check the API key, then retry.' },
  'provider-rate-limited': { what: 'Too many requests', todo: 'Wait a moment, then retry.' },
  'provider-insufficient-balance': { what: 'The balance is used up', todo: 'Add credit, then retry.' },
  'provider-unreachable': {
    what: 'The model server does not answer',
    todo: 'Check that it runs and that you are online, then retry.',
  },
  'provider-failed': { what: 'The model server failed', todo: 'Retry, or choose another model.' },
  cancelled: { what: 'Stopped', todo: 'Retry to ask again.' },
  timeout: { what: 'No answer in time', todo: 'Wait a moment, then retry.' },
  disconnected: { what: 'No connection to the store', todo: 'It is retried when there is one.' },
  internal: { what: 'Holdfast made a mistake', todo: 'Retry; if it keeps happening, report it.' },
};

/** What passes by itself, or needs a hand elsewhere, after which it is sent without another click. */
const WAITING: Partial<Readonly<Record<ErrorCode, string>>> = {
  'disk-full': 'There is no room left. Free some space; it is saved by itself then.',
  'read-only': 'The store may not be written. Make its file writable; it is saved by itself then.',
  busy: 'Something else is being written. It is saved by itself after that.',
  timeout: 'The store does not answer. It is asked again.',
  disconnected: 'No connection to the store. It is saved by itself as soon as there is one.',
};

/** Where a change has another story than a call. */
const REFUSED: Partial<Readonly<Record<ErrorCode, Words>>> = {
  // Without an answer it would still be on its way.
  timeout: { what: 'Waited for more than 10 minutes', todo: 'Send it now, or discard it.' },
};

/** Words for a code; codes of later versions read like a mistake of ours. */
export function errorWords(code: string): ErrorWords {
  const known = Object.hasOwn(WORDS, code) ? (code as ErrorCode) : 'internal';
  const words = WORDS[known];
  const { what, todo } = words;
  return { ...words, waiting: WAITING[known] ?? `${what}. ${todo}`, refused: REFUSED[known] ?? { what, todo } };
}
