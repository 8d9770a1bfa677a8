import { describe, expect, it } from 'vitest';
import type { OpenPanel } from '../../../entrypoints/background/panel-ports.ts';
import { buttonTitle, createRecoveryCommand } from '../../../entrypoints/background/recovery-command.ts';

/** A command with some panels open, and what it did. */
function createTested(opening: Promise<void> = Promise.resolve()) {
  const panels: OpenPanel[] = [];
  const done: string[] = [];
  const at = { ms: 0 };
  const command = createRecoveryCommand({
    panels: () => panels,
    now: () => at.ms,
    openPanel(windowId) {
      done.push(`open ${windowId}`);
      return opening;
    },
  });
  function addPanel(panelId: string, windowId: number | undefined): void {
    const panel = { panelId, windowId, notify: (method: string) => void done.push(`${panelId} ${method}`) };
    panels.push(panel);
    command.panelOpened(panel);
  }
  return { command, done, addPanel, at };
}

describe('buttonTitle', () => {
  it.each([
    [{ available: { sessionTitle: 'Lighthouses', messageCount: 2 } }, 'Open Holdfast: “Lighthouses” can be restored'],
    [{ available: { sessionTitle: null } }, 'Open Holdfast: A new session can be restored'],
    [{ available: null }, 'Open Holdfast'],
    [undefined, 'Open Holdfast'],
  ])('%j: %s', (params, title) => {
    expect(buttonTitle(params)).toBe(title);
  });
});

describe('createRecoveryCommand', () => {
  it('opens the panel at once, in the key press, and tells it when it is there', () => {
    const { command, done, addPanel } = createTested();
    command.pressed(7);
    expect(done).toEqual(['open 7']);
    addPanel('other window', 8);
    addPanel('a', 7);
    addPanel('opened later', 7);
    expect(done).toEqual(['open 7', 'a recovery/open']);
  });

  it('tells the panel of this window when it is open, and no other', () => {
    const { command, done, addPanel } = createTested();
    addPanel('a', 7);
    addPanel('b', 8);
    command.pressed(7);
    expect(done).toEqual(['open 7', 'a recovery/open']);
  });

  it('tells every panel when the browser does not say where the key was pressed', () => {
    const { command, done, addPanel } = createTested();
    addPanel('a', 7);
    addPanel('b', undefined);
    command.pressed(undefined);
    expect(done).toEqual(['a recovery/open', 'b recovery/open']);
  });

  it('shows it in a panel that somebody else opens', () => {
    const { command, done, addPanel } = createTested();
    command.show(7);
    addPanel('a', 7);
    expect(done).toEqual(['a recovery/open']);
  });

  it('forgets about a panel that does not come', async () => {
    const late = createTested();
    late.command.pressed(7);
    late.at.ms = 10_001;
    late.addPanel('a', 7);
    const refused = createTested(Promise.reject(new Error('No gesture.')));
    refused.command.pressed(7);
    await Promise.resolve();
    await Promise.resolve();
    refused.addPanel('a', 7);
    expect([late.done, refused.done]).toEqual([['open 7'], ['open 7']]);
  });

  it('survives a browser that does not open the panel', async () => {
    const { command, done } = createTested(Promise.reject(new Error('No gesture.')));
    command.pressed(7);
    await Promise.resolve();
    expect(done).toEqual(['open 7']);
  });
});
