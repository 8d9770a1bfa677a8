import { messageField, restore, restorePrompt, saveStatus, setUpProvider } from '../../scripts/browser/drive-panel.ts';
import { hasKeyboard } from '../../scripts/browser/install-browser.ts';
import type { RunningBrowser } from '../../scripts/browser/launch-browser.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { type Keyboard, startKeyboard } from '../support/browser/keyboard.ts';

test.skip(!hasKeyboard(), 'There is no Xvfb or no xdotool here');

const KEY = 'alt+shift+k';

/** Presses the key until the panel is there: the first one after a start can be lost, and it closes nothing. */
async function pressUntilOpen(browser: RunningBrowser, keyboard: Keyboard) {
  await expect
    .poll(
      async () => {
        keyboard.press(KEY);
        await browser.context.pages()[0]?.waitForTimeout(1000);
        return browser.countPanels();
      },
      { timeout: 30_000 },
    )
    .toBe(1);
  return browser.openPanel();
}

test('the key opens the panel from anywhere: on what can be restored, or on the recovery center', async ({
  profile,
  modelServer,
}) => {
  const keyboard = await startKeyboard();
  try {
    const { display } = keyboard;
    const first = await profile.launch({ display });
    expect(await first.worker.evaluate('chrome.commands.getAll()')).toContainEqual(
      expect.objectContaining({ name: 'open-recovery', shortcut: 'Alt+Shift+K' }),
    );
    let panel = await pressUntilOpen(first, keyboard);
    await panel.getByRole('heading', { name: 'Recovery center' }).waitFor();
    await panel.keyboard.press('Escape');
    await setUpProvider(panel, modelServer);
    await first.close();

    const second = await profile.launch({ display });
    panel = await pressUntilOpen(second, keyboard);
    await expect(panel.getByRole('heading', { name: 'Recovery center' })).toBeVisible();
    await panel.keyboard.press('Escape');
    await messageField(panel).fill('Half a thought');
    await panel.waitForTimeout(500);
    await expect(saveStatus(panel)).toHaveText('Saved');
    await second.kill();

    const third = await profile.launch({ display });
    panel = await pressUntilOpen(third, keyboard);
    await expect(restorePrompt(panel)).toContainText('Half a thought');
    await panel.keyboard.press('Escape');
    await expect(restorePrompt(panel)).toBeHidden();
    // Also where the panel is open, and the focus in it.
    keyboard.press(KEY);
    await restore(panel);
    await expect(messageField(panel)).toHaveValue('Half a thought');
    expect(await third.countPanels()).toBe(1);
  } finally {
    await profile.dispose();
    await keyboard.stop();
  }
});
