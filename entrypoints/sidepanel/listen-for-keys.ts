import { type Action, isAvailable } from './actions.ts';
import type { ActionId } from './key-bindings.ts';
import { isPressed, type KeyCombo, needsNoField } from './key-combo.ts';

interface KeyListening {
  readonly actions: readonly Action[];
  /** The keys as they are at the moment. */
  readonly bindings: () => ReadonlyMap<ActionId, KeyCombo>;
  readonly isMac: boolean;
  /** Something that takes all keys is open. */
  readonly isBlocked: () => boolean;
}

/** Does what keys say, wherever the focus is. */
export function listenForKeys(page: Window, { actions, bindings, isMac, isBlocked }: KeyListening): void {
  page.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || isBlocked()) return;
    const [id, keys] = [...bindings()].find(([, combo]) => isPressed(combo, event, isMac)) ?? [];
    const action = actions.find((other) => other.id === id);
    if (!action || !keys || !isAvailable(action)) return;
    const isArrow = event.key.startsWith('Arrow');
    if (needsNoField(keys) && isField(event.target)) return;
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
