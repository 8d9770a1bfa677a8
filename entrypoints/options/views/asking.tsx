import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface AskingProps {
  /** What is asked, and the name of the region. */
  readonly title: string;
  /** What the button says that goes on; undefined: there is nothing to go on with. */
  readonly go: string | undefined;
  /** Nothing goes by it: it is what a person most likely wants, and has the focus. */
  readonly isGentle?: boolean;
  readonly onGo: () => void;
  readonly onCancel: () => void;
  readonly children: ComponentChildren;
}

/**
 * Says what will happen and asks, in its place on the page. The button that changes nothing has the focus, unless nothing is lost
 * by the other one; Esc presses it.
 */
export function Asking({ title, go, isGentle = false, onGo, onCancel, children }: AskingProps) {
  const wanted = useRef<HTMLButtonElement>(null);
  useEffect(() => wanted.current?.focus(), []);
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
          <button
            ref={isGentle ? wanted : null}
            type="button"
            class={isGentle ? 'button primary' : 'button danger'}
            onClick={onGo}
          >
            {go}
          </button>
        )}
        <button ref={isGentle ? null : wanted} type="button" class="button" onClick={onCancel}>
          {go === undefined ? 'Close' : 'Cancel'}
        </button>
      </div>
    </section>
  );
}
