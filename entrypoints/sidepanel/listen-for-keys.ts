import { type Action, isAvailable } from './actions.ts';
import { isPressed, needsNoField } from './key-combo.ts';

interface KeyListening {
  readonly actions: readonly Action[];
  readonly isMac: boolean;
  /** Something that takes all keys is open. */
  readonly isBlocked: () => boolean;
}

/** Does what keys say, wherever the focus is. */
export function listenForKeys(page: Window, { actions, isMac, isBlocked }: KeyListening): void {
  page.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || isBlocked()) return;
    const action = actions.find(({ keys }) => keys !== undefined && isPressed(keys, event, isMac));
    if (!action?.keys || !isAvailable(action)) return;
    const isArrow = event.key.startsWith('Arrow');
    if (needsNoField(action.keys) && isField(event.target)) return;
    // There Alt and an arrow open the list.
    if (isArrow && event.target instanceof HTMLSelectElement) return;
    event.preventDefault();
    // Held down, a key goes on through a list, but does nothing else twice.
    if (!event.repeat || isArrow) action.run();
  });
}

/** What takes letters, and what is to be dealt with before anything behind it. */
const TAKES_KEYS = 'input, textarea, select, [contenteditable], [popover]:popover-open, dialog:not(.sheet)';

function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(TAKES_KEYS) !== null;
}
