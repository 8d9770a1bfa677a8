import type { Session } from '../../../lib/protocol/shapes.ts';

/** What the store calls a session that is no branch of another. */
const MAIN_BRANCH = 'main';

/**
 * What a row says of a branch after its time: its name, and the message of its parent at which it starts. Its title is usually its
 * parent's. Empty for a session that is no branch.
 */
export function originOf({
  branchName,
  parentSessionId,
  branchPoint,
}: Pick<Session, 'branchName' | 'parentSessionId' | 'branchPoint'>): string {
  if (branchName === null || branchName === MAIN_BRANCH) return '';
  const start = parentSessionId === null ? null : branchPoint;
  return ` · Branch: ${branchName}${start === null ? '' : start === 0 ? ', from the start' : `, from message ${start}`}`;
}
