import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface SessionsSheetProps {
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** The sessions over the conversation, where there is no room beside it. Esc and a click beside it close it. */
export function SessionsSheet({ onClose, children }: SessionsSheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard has Esc, which the browser handles
    <dialog
      ref={dialog}
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
