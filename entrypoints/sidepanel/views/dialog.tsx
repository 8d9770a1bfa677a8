import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import './dialogs.css';

interface DialogProps {
  readonly label: string;
  readonly class: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** Over everything else; Esc and a click beside it close it, and the focus goes back to where it was. */
export function Dialog({ label, class: className, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    // The browser takes the first that can have the focus; what one most likely wants may stand further down.
    element?.querySelector<HTMLElement>('[data-wanted-first]')?.focus();
    return () => {
      // By hand: an element that is only removed gives the focus to nobody.
      element?.close();
      queueMicrotask(() => focusAnew(before));
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc does the same
    <dialog
      ref={dialog}
      class={`dialog ${className}`}
      aria-label={label}
      onCancel={onClose}
      onClose={() => {
        // One that is removed tells so a moment later, when another may be open.
        if (dialog.current) onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      {/* All of it, so that a click on the dialog itself is one beside it. */}
      <div class="dialog-body">{children}</div>
    </dialog>
  );
}

/**
 * What gets the focus back gets no caret in Chromium 156 when a field within the dialog had it and is removed: typing would
 * go nowhere, although the focus is shown.
 */
function focusAnew(element: Element | null): void {
  if (!(element instanceof HTMLElement) || document.activeElement !== element) return;
  element.blur();
  element.focus();
}
