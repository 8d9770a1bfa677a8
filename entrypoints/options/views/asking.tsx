import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface AskingProps {
  /** What is asked, and the name of the region. */
  readonly title: string;
  /** What the button says that goes on; undefined: there is nothing to go on with. */
  readonly go: string | undefined;
  readonly onGo: () => void;
  readonly onCancel: () => void;
  readonly children: ComponentChildren;
}

/** Says what will happen and asks, in its place on the page. The button that changes nothing has the focus; Esc presses it. */
export function Asking({ title, go, onGo, onCancel, children }: AskingProps) {
  const cancel = useRef<HTMLButtonElement>(null);
  useEffect(() => cancel.current?.focus(), []);
  return (
    <section
      class="row in-column asking"
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel();
      }}
    >
      <p class="row-title">{title}</p>
      {children}
      <div class="form-end">
        {go !== undefined && (
          <button type="button" class="button danger" onClick={onGo}>
            {go}
          </button>
        )}
        <button ref={cancel} type="button" class="button" onClick={onCancel}>
          {go === undefined ? 'Close' : 'Cancel'}
        </button>
      </div>
    </section>
  );
}
