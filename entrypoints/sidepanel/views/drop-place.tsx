import { useLayoutEffect, useRef } from 'preact/hooks';
import './drop-place.css';

/** Over everything, dialogs too, while files are dragged over the page. */
export function DropPlace() {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => place.current?.showPopover(), []);
  return (
    <div ref={place} popover="manual" role="status" class="drop-place">
      <div class="drop-edge">
        <div class="drop-words">
          <p class="drop-title">Drop to import</p>
          <p class="muted">
            A bundle, sessions as JSON or from OpenCode, a store file or settings. You see what is in it first.
          </p>
        </div>
      </div>
    </div>
  );
}
