import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import {
  messageField,
  replyText,
  restore,
  restorePrompt,
  send,
  setUpProvider,
  startSession,
} from '../../../scripts/browser/drive-panel.ts';
import type { Journey } from './journey.ts';
import { scrollLog } from './places.ts';

const DRAFT = 'And one more thing: who paid for the oil in the lamps,\nand how was it brought to the rocks in winter?';

/** What a crash leaves behind, and everything else that can be taken up again. */
export const recovery: Journey = {
  name: 'After a crash',
  server: { tokensPerSecond: 60 },
  states: {
    'recovery-empty': 'The recovery center where nothing waits.',
    'restore-prompt': 'The browser was killed in mid-reply and while something was being typed.',
    'restore-preview': 'What would be there again, to be read only.',
    'restore-discard': 'Giving it up is asked once.',
    'reply-finished': 'The reply was finished while there was no browser.',
    restored: 'The panel after that: the whole reply, with its tokens and cost.',
    'restore-several': 'Two panels crashed together.',
    'recovery-center': 'Everything that was left behind: a crash, a draft elsewhere, a snapshot.',
    'crash-loop': 'Two starts failed: nothing is restored by itself.',
  },

  async walk({ profile, server }, visit) {
    profile.registerHost();
    const first = await profile.launch();
    await setUpProvider(await first.openPanel(), server);
    // Settings are on the disk when the browser is closed.
    await first.close();

    let browser = await profile.launch();
    let panel = await browser.openPanel();
    await openCenter(panel);
    await visit(panel, 'recovery-empty', () => panel.getByText('Nothing to restore').waitFor());
    await panel.keyboard.press('Escape');
    await send(panel, 'Tell me of lighthouses and of those who kept them');
    await replyText(panel).getByText('I am not a real model').waitFor();
    await messageField(panel).fill(DRAFT);
    await panel.waitForTimeout(400);
    await browser.kill();

    browser = await profile.launch();
    panel = await browser.openPanel();
    const prompt = restorePrompt(panel);
    await visit(panel, 'restore-prompt', () => prompt.getByText('Unsent draft').waitFor());
    await prompt.getByRole('button', { name: 'Preview' }).click();
    await visit(panel, 'restore-preview', () => prompt.getByRole('article').first().waitFor());
    await prompt.getByRole('button', { name: 'Back' }).click();
    await prompt.getByRole('button', { name: 'Discard' }).click();
    await visit(panel, 'restore-discard', () => prompt.getByText('keeps it for 30 days').waitFor());
    await prompt.getByRole('button', { name: 'Discard' }).click();
    await prompt.waitFor({ state: 'hidden' });
    await panel.locator('.notice').getByRole('button', { name: 'Dismiss' }).click();

    await startSession(panel);
    await send(panel, 'What is kept when everything dies?');
    await replyText(panel).getByText('I am not a real model').waitFor();
    await panel.waitForTimeout(400);
    await browser.kill({ withHost: true });
    while (profile.messages().some(({ status }) => status === 'streaming')) await sleep(100);
    browser = await profile.launch();
    panel = await browser.openPanel();
    const finished = panel.getByText('The reply has since finished');
    await visit(panel, 'reply-finished', () => finished.waitFor());
    await restore(panel);
    await visit(panel, 'restored', () => scrollLog(panel, 'end'));

    await ask(panel, 'How is a reef charted?', 'Ask about soundings, too.');
    const other = await browser.openPanelTab();
    await ask(other, 'What do tide tables leave out?', 'And what about wind?');
    await browser.kill();
    browser = await profile.launch();
    panel = await browser.openPanel();
    const several = restorePrompt(panel);
    await visit(panel, 'restore-several', () => several.getByRole('radio').first().waitFor());
    await several.getByRole('button', { name: 'Restore' }).click();
    await several.waitFor({ state: 'hidden' });
    await startSession(panel);
    await openCenter(panel);
    const center = panel.getByRole('dialog', { name: 'Recovery center' });
    await visit(panel, 'recovery-center', () => center.getByText('Snapshots made for you').waitFor());
    await browser.kill();

    for (const _ of [1, 2]) {
      browser = await profile.launch();
      panel = await browser.openPanel();
      await restorePrompt(panel).waitFor();
      await browser.kill();
    }
    browser = await profile.launch();
    panel = await browser.openPanel();
    await visit(panel, 'crash-loop', () => panel.getByText('Holdfast crashed twice').waitFor());
  },
};

async function ask(panel: Page, question: string, draft: string): Promise<void> {
  await startSession(panel);
  await send(panel, question);
  await panel.getByRole('button', { name: 'Copy reply' }).waitFor();
  await messageField(panel).fill(draft);
  await panel.waitForTimeout(400);
}

/** As somebody finds it who does not know its key. */
async function openCenter(panel: Page): Promise<void> {
  await messageField(panel).waitFor();
  await panel.keyboard.press('Control+k');
  await panel.getByRole('dialog', { name: 'Find an action' }).waitFor();
  await panel.keyboard.type('recovery center');
  await panel.keyboard.press('Enter');
  await panel.getByRole('heading', { name: 'Recovery center' }).waitFor();
}
