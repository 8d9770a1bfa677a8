import type { ComponentChildren } from 'preact';
import { useCallback } from 'preact/hooks';

interface SessionsSheetProps {
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** The sessions over the conversation, where there is no room beside it. Esc and a click beside it close it. */
export function SessionsSheet({ onClose, children }: SessionsSheetProps) {
  // Before the effects of what is inside, which scroll it and put the focus there.
  const show = useCallback((dialog: HTMLDialogElement | null) => dialog?.showModal(), []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard has Esc, which the browser handles
    <dialog
      ref={show}
      class="sheet"
      aria-label="All sessions"
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div class="sheet-content">{children}</div>
    </dialog>
  );
}
