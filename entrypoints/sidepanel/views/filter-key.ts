import { useEffect } from 'preact/hooks';
import type { PanelModel } from '../models/panel-model.ts';

/** What takes letters, and what is to be dealt with before anything behind it. */
const TAKES_KEYS = 'input, textarea, select, [contenteditable], [popover]:popover-open, dialog:not(.sheet)';

/** `/` goes to the filter of the sessions, which are shown for it, unless something else takes keys. */
export function useFilterKey({ layout, filter, connection }: PanelModel): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (!connection.wasReady.peek() || document.activeElement?.closest(TAKES_KEYS)) return;
      event.preventDefault();
      layout.showSessions();
      filter.want();
    }
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [layout, filter, connection]);
}
