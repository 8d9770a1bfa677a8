import { useLayoutEffect, useRef } from 'preact/hooks';

interface RenameFieldProps {
  /** What is named, for readers. */
  readonly label?: string;
  readonly title: string;
  readonly placeholder?: string;
  /** What was typed before the field was drawn anew. */
  readonly typed?: string | undefined;
  readonly onType?: (text: string) => void;
  /** undefined: leave the title as it is. */
  readonly onDone: (title: string | undefined) => void;
}

/** A title, or another short text, in its place, to be written anew. Enter and leaving the field take it, Esc does not. */
export function RenameField(props: RenameFieldProps) {
  const { label = 'Session name', title, placeholder, typed, onType, onDone } = props;
  const input = useRef<HTMLInputElement>(null);
  const isDone = useRef(false);
  useLayoutEffect(() => {
    const field = input.current;
    field?.focus();
    if (typed === undefined) field?.select();
    else field?.setSelectionRange(typed.length, typed.length);
  }, []);

  function finish(next: string | undefined): void {
    if (isDone.current) return;
    isDone.current = true;
    onDone(next);
  }

  return (
    <input
      ref={input}
      class="rename"
      aria-label={label}
      placeholder={placeholder}
      defaultValue={typed ?? title}
      maxLength={500}
      onInput={(event) => onType?.(event.currentTarget.value)}
      onBlur={({ currentTarget: field }) => {
        // A field that goes away loses the focus too, but nobody left it: that is known when all is drawn.
        queueMicrotask(() => {
          if (field.isConnected) finish(field.value);
        });
      }}
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
