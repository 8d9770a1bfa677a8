import type { Announce } from '../../../lib/protocol/notifications.ts';

/** Text that arrives is told at once in any case: whoever shows it reads the reply again when the store was opened anew. */
const NEEDS_NO_DISK = 'chat/delta';

/**
 * Tells things in order, each when the disk has all that was committed until it was announced. What the disk did not take is not
 * told: it is not so any more.
 */
export function announceWhenSettled(settled: () => Promise<void>, tell: Announce): Announce {
  let last: Promise<unknown> = Promise.resolve();
  return (name, params) => {
    const isSo = settled().then(
      () => true,
      () => name === NEEDS_NO_DISK,
    );
    last = last.then(async () => {
      if (await isSo) tell(name, params);
    });
  };
}
