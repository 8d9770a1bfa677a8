import type { Now } from '../../lib/clock.ts';
import type { OpenPanel } from './panel-ports.ts';

/** Its name in the manifest. */
export const OPEN_RECOVERY = 'open-recovery';

export interface RecoveryCommandOptions {
  /** Must be called in the very key press. */
  readonly openPanel: (windowId: number) => Promise<void>;
  /** Those that are open. */
  readonly panels: () => readonly OpenPanel[];
  readonly now: Now;
}

/** A panel that opens later than this was not opened for it. */
const OPENS_WITHIN_MS = 10_000;

/** Shows what can be restored, in the panel of a window that opens for it. */
export interface RecoveryCommand {
  /** The key was pressed in this window; undefined: the browser does not say in which. */
  pressed(windowId: number | undefined): void;
  /** The panel of this window, which somebody opens, is to show it. */
  show(windowId: number | undefined): void;
  /** A panel is there. */
  panelOpened(panel: OpenPanel): void;
}

export function createRecoveryCommand({ openPanel, panels, now }: RecoveryCommandOptions): RecoveryCommand {
  /** The window whose panel is not there yet. */
  let wanted: { readonly windowId: number; readonly sinceMs: number } | undefined;

  function show(windowId: number | undefined): void {
    const open = panels().filter((panel) => windowId === undefined || isIn(panel, windowId));
    wanted = open.length > 0 || windowId === undefined ? undefined : { windowId, sinceMs: now() };
    for (const panel of open) tell(panel);
  }

  return {
    pressed(windowId) {
      // Nothing is asked before: the browser opens a panel only in the key press itself. One that is open stays.
      const opening = windowId === undefined ? undefined : openPanel(windowId);
      show(windowId);
      opening?.catch(() => {
        wanted = undefined;
      });
    },
    show,
    panelOpened(panel) {
      if (wanted === undefined || now() - wanted.sinceMs > OPENS_WITHIN_MS || !isIn(panel, wanted.windowId)) return;
      wanted = undefined;
      tell(panel);
    },
  };
}

/** What the button on the toolbar says when one points at it, by what a panel told of the newest crash. */
export function buttonTitle(params: unknown): string {
  const { available } = (params ?? {}) as { available?: { sessionTitle?: unknown } | null };
  if (!available) return 'Open Holdfast';
  const title = typeof available.sessionTitle === 'string' ? `“${available.sessionTitle}”` : 'A new session';
  return `Open Holdfast: ${title} can be restored`;
}

/** One that does not know its window could be in any. */
function isIn(panel: OpenPanel, windowId: number): boolean {
  return panel.windowId === undefined || panel.windowId === windowId;
}

function tell(panel: OpenPanel): void {
  panel.notify('recovery/open', {});
}
