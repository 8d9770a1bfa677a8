import { claimLock, isLockHeld } from './locks.ts';

/** Owned by the worker that makes a reply, from before it asks until the reply's row is over. */
export const workerLockName = (replyId: string) => `worker-${replyId}`;

/** Owned by the host that has a reply made, until its worker has its own. */
const replyLockName = (replyId: string) => `reply-${replyId}`;

/** Whether a living process makes a reply. Looks in the order in which a host and its worker let go and take. */
export function isReplyOwned(locks: string, replyId: string): boolean {
  return isLockHeld(locks, replyLockName(replyId)) || isLockHeld(locks, workerLockName(replyId));
}

/**
 * Makes this process the owner of a reply that no worker makes; undefined when a worker does, or another process owns it.
 * A host lets go only when the worker it started has its own lock: who looks in this order finds one of the two.
 * Errors: as `claimLock`.
 */
export function claimReply(locks: string, replyId: string): (() => void) | undefined {
  const release = claimLock(locks, replyLockName(replyId));
  if (!release) return undefined;
  const letGoOfWorker = claimLock(locks, workerLockName(replyId));
  if (!letGoOfWorker) {
    release();
    return undefined;
  }
  letGoOfWorker();
  return release;
}
