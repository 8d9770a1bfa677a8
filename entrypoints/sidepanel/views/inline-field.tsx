import { useLayoutEffect, useRef } from 'preact/hooks';

interface InlineFieldProps {
  readonly label: string;
  readonly text: string;
  /** undefined: leave it as it is. */
  readonly onDone: (text: string | undefined) => void;
}

/** A text in its place, to be written anew. Enter and leaving the field take it, Esc does not. */
export function InlineField({ label, text, onDone }: InlineFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const isDone = useRef(false);
  useLayoutEffect(() => {
    input.current?.focus();
    input.current?.select();
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
      placeholder={label}
      defaultValue={text}
      maxLength={500}
      onBlur={({ currentTarget: field }) => {
        // A field that goes away loses the focus too, but nobody left it: that is known when all is drawn.
        queueMicrotask(() => {
          if (field.isConnected) finish(field.value);
        });
      }}
      onKeyDown={(event) => {
        // The keys around are not for a text.
        event.stopPropagation();
        if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
        event.preventDefault();
        finish(event.key === 'Enter' ? event.currentTarget.value : undefined);
      }}
    />
  );
}
