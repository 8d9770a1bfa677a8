import { errorWords } from '../error-words.ts';

/**
 * Why a view could not read what it shows, and what to do: `what` without a full stop, `todo` a sentence. `subject` is what an older
 * host does not know: "branches".
 */
export function readFailure(
  { code, message }: { readonly code: string; readonly message?: string },
  subject: string,
): { readonly what: string; readonly todo: string } {
  if (code === 'version-mismatch')
    return { what: `The host does not support ${subject} yet`, todo: 'Update the host.' };
  // A mistake of ours, with the reference under which the log has it.
  if (code === 'internal' && message) return { what: message.replace(/\.$/, ''), todo: 'Try again.' };
  return errorWords(code);
}

/** The same in one piece. */
export function readFailureWords(error: { readonly code: string; readonly message?: string }, subject: string): string {
  const { what, todo } = readFailure(error, subject);
  return `${what}. ${todo}`;
}
