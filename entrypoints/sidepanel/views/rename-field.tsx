import { useLayoutEffect, useRef } from 'preact/hooks';

interface RenameFieldProps {
  readonly title: string;
  /** undefined: leave the title as it is. */
  readonly onDone: (title: string | undefined) => void;
}

/** A title in its place, to be written anew. Enter and leaving the field take it, Esc does not. */
export function RenameField({ title, onDone }: RenameFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const isDone = useRef(false);
  useLayoutEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);

  /** Leaving the field also fires when it goes away after Enter. */
  function finish(next: string | undefined): void {
    if (isDone.current) return;
    isDone.current = true;
    onDone(next);
  }

  return (
    <input
      ref={input}
      class="rename"
      aria-label="Session name"
      defaultValue={title}
      maxLength={500}
      onBlur={(event) => finish(event.currentTarget.value)}
      onKeyDown={(event) => {
        // The keys of the list are not for a text.
        event.stopPropagation();
        if (event.isComposing) return;
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        // Enter would also press what gets the focus next, Esc close the sheet around.
        event.preventDefault();
        finish(event.key === 'Enter' ? event.currentTarget.value : undefined);
      }}
    />
  );
}
