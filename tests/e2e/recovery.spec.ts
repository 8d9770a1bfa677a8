import type { Page } from '@playwright/test';
import { alteredExtension } from '../../scripts/browser/altered-extension.ts';
import {
  conversation,
  messageField,
  replyText,
  restore,
  restorePrompt,
  saveStatus,
  send,
  setUpProvider,
  startSession,
} from '../../scripts/browser/drive-panel.ts';
import type { RunningBrowser } from '../../scripts/browser/launch-browser.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { runningHost } from '../support/browser/host-process.ts';
import { frames, scrollAndNote } from '../support/browser/log-probe.ts';
import type { Profile } from '../support/browser/profile.ts';
import type { ModelServer } from '../support/model-server/start-model-server.ts';
import { killWorkers } from '../support/reply-workers.ts';
import { writeSession } from '../support/states/write-session.ts';

/** What is typed is on the disk after 250 ms; the rest is for a busy machine. */
const KEPT_MS = 500;

/** A browser on a profile whose model server is chosen: settings reach the disk when a browser is closed. */
async function launchSetUp(profile: Profile, modelServer: ModelServer): Promise<RunningBrowser> {
  const first = await profile.launch();
  await setUpProvider(await first.openPanel(), modelServer);
  await first.close();
  return profile.launch();
}

/** A session of so many messages, each of its own height. */
function writeLong({ database }: Profile, count: number): void {
  const texts = Array.from(
    { length: count },
    (_, n) => `${n + 1} ${'The sea is never the same. '.repeat(1 + (n % 7))}`,
  );
  writeSession(database, { title: 'A long one', texts, lastMs: Date.now(), apartMs: 60_000 });
}

/** Says something, waits for the answer, and leaves half a thought. */
async function converse(panel: Page, question: string, draft: string): Promise<void> {
  await send(panel, question);
  await panel.getByRole('button', { name: 'Copy reply' }).waitFor();
  await messageField(panel).fill(draft);
  await panel.waitForTimeout(KEPT_MS);
  await expect(saveStatus(panel)).toHaveText('Saved');
}

test('Restore brings back session, place, draft, caret and sidebar as they were', async ({ profile, modelServer }) => {
  const before = await launchSetUp(profile, modelServer);
  writeLong(profile, 400);
  const panel = await before.openPanelTab();
  await panel.setViewportSize({ width: 900, height: 640 });
  await panel.getByRole('button', { name: 'A long one' }).first().click();
  await goUp(panel);
  await messageField(panel).pressSequentially('Half a thought');
  for (let n = 0; n < 7; n++) await messageField(panel).press('ArrowLeft');
  await panel.getByRole('button', { name: 'Hide sessions' }).click();
  await panel.waitForTimeout(KEPT_MS);
  const seen = await placeOf(panel);
  expect(seen.row).toBeLessThan(350);

  await before.kill();

  const after = await (await profile.launch()).openPanelTab();
  await after.setViewportSize({ width: 900, height: 640 });
  const prompt = restorePrompt(after);
  await expect(prompt).toContainText('A long one');
  await expect(prompt).toContainText('400 messages');
  await expect(prompt).toContainText('Half a thought');
  await restore(after);
  await expect(messageField(after)).toHaveValue('Half a thought');
  await expect(after.getByRole('button', { name: 'Show sessions' })).toBeVisible();
  await expect.poll(async () => (await placeOf(after)).row).toBe(seen.row);
  expect(Math.abs((await placeOf(after)).top - seen.top)).toBeLessThanOrEqual(2);
  await expect(messageField(after)).toBeFocused();
  await after.keyboard.type('of mine ');
  await expect(messageField(after)).toHaveValue('Half a of mine thought');
});

/** Reads some pages above the newest messages, further than what is read at first. */
async function goUp(panel: Page): Promise<void> {
  for (let n = 0; n < 6; n++) {
    await scrollAndNote(panel, 'log.scrollTop - 1500');
    await frames(panel, 6);
  }
}

/** The row at the upper edge of the conversation, and how many pixels below the edge it begins. As text: no browser's types. */
function placeOf(panel: Page): Promise<{ row: number; top: number }> {
  return panel.evaluate(`(() => {
    const edge = document.querySelector('.log').getBoundingClientRect().top;
    const row = [...document.querySelectorAll('.log [data-row]')]
      .find((one) => one.getBoundingClientRect().bottom > edge + 1);
    return { row: Number(row?.dataset.row), top: row?.getBoundingClientRect().top - edge };
  })()`);
}

test('a panel that is closed comes back to where it was, without a question', async ({ profile, modelServer }) => {
  const browser = await launchSetUp(profile, modelServer);
  writeLong(profile, 200);
  const panel = await browser.openPanelTab();
  await panel.setViewportSize({ width: 900, height: 640 });
  await panel.getByRole('button', { name: 'A long one' }).first().click();
  await goUp(panel);
  await messageField(panel).fill('Half a thought');
  await panel.waitForTimeout(KEPT_MS);
  const seen = await placeOf(panel);
  await panel.close();

  const next = await browser.openPanelTab();
  await next.setViewportSize({ width: 900, height: 640 });
  await expect(messageField(next)).toHaveValue('Half a thought');
  await expect.poll(async () => (await placeOf(next)).row).toBe(seen.row);
  await expect(restorePrompt(next)).toBeHidden();
});

test('an update of the extension is no crash: the next panel is where the last one was', async ({
  profile,
  modelServer,
}, testInfo) => {
  const browser = await launchSetUp(profile, modelServer);
  const panel = await browser.openPanelTab();
  await messageField(panel).fill('Half a thought');
  await panel.waitForTimeout(KEPT_MS);
  const later = alteredExtension(testInfo.outputPath('later'), (manifest) => ({ ...manifest, version: '99.0' }));
  await browser.reloadExtension(later);
  const next = await browser.openPanelTab();
  await expect(messageField(next)).toHaveValue('Half a thought');
  await expect(next.locator('html')).toHaveAttribute('data-start', 'ready');
  await expect(restorePrompt(next)).toBeHidden();
});

test('Preview changes nothing, Later keeps it, Discard keeps a snapshot that brings it back', async ({
  profile,
  modelServer,
}) => {
  const before = await launchSetUp(profile, modelServer);
  await converse(await before.openPanel(), 'How is a reef charted?', 'Half a thought');
  await before.kill();

  const browser = await profile.launch();
  const panel = await browser.openPanel();
  const prompt = restorePrompt(panel);
  await expect(prompt).toContainText('How is a reef charted?');
  await expect(prompt).toContainText('2 messages');
  await expect.poll(() => badge(browser)).toBe('1');
  await prompt.getByRole('button', { name: 'Preview' }).click();
  await expect(prompt.getByRole('article')).toHaveCount(3);
  await prompt.getByRole('button', { name: 'Back' }).click();
  await panel.keyboard.press('Escape');
  await expect(prompt).toBeHidden();
  expect(await badge(browser)).toBe('1');

  await panel.keyboard.press('Control+k');
  await panel.keyboard.type('recovery center');
  await panel.keyboard.press('Enter');
  const center = panel.getByRole('dialog', { name: 'Recovery center' });
  await expect(center.getByRole('heading', { name: 'Recovery center' })).toBeVisible();
  await expect(center).toContainText('How is a reef charted?');
  await panel.keyboard.press('Escape');

  await panel.reload();
  await prompt.getByRole('button', { name: 'Discard' }).click();
  await prompt.getByRole('button', { name: 'Discard' }).click();
  await expect(prompt).toBeHidden();
  await expect.poll(() => badge(browser)).toBe('');
  await expect(messageField(panel)).toHaveValue('');

  await panel.keyboard.press('Control+k');
  await panel.keyboard.type('recovery center');
  await panel.keyboard.press('Enter');
  await expect(center).toContainText('discarded');
  await center.getByRole('button', { name: 'Restore' }).click();
  await expect(center).toBeHidden();
  await expect(messageField(panel)).toHaveValue('Half a thought');
  await expect(conversation(panel)).toContainText('How is a reef charted?');
});

function badge({ worker }: RunningBrowser): Promise<string> {
  return worker.evaluate<string>('chrome.action.getBadgeText({})');
}

test.describe('a reply that broke off', () => {
  // Half a minute: it is still being written when somebody has looked at its beginning.
  test.use({ modelServerOptions: { tokensPerSecond: 12 } });

  test('is continued, asked for again or kept as it is', async ({ profile, holdfast, modelServer }) => {
    const panel = await holdfast.openPanel();
    await setUpProvider(panel, modelServer);
    await send(panel, 'Begin');
    await expect(replyText(panel)).toContainText('You asked');
    modelServer.hold();
    await panel.getByRole('button', { name: 'Stop' }).click();
    for (const name of ['Continue', 'Retry', 'Keep']) await expect(panel.getByRole('button', { name })).toBeVisible();
    await expect.poll(() => profile.messages()[1]?.content).toContain('You asked');
    const content = profile.messages()[1]?.content ?? '';
    await panel.getByRole('button', { name: 'Keep' }).click();
    await expect(panel.getByText('Stopped before it finished')).toBeHidden();
    const kept = profile.messages()[1];
    // The last of the text may have come after the first look.
    expect([kept?.status, kept?.content.slice(0, content.length)]).toEqual(['complete', content]);
  });

  test('by a host that is killed and not back is offered in the next panel', async ({
    profile,
    holdfast,
    modelServer,
  }) => {
    const panel = await holdfast.openPanelTab();
    await setUpProvider(panel, modelServer);
    await send(panel, 'Begin');
    await expect(replyText(panel)).toContainText('I am not a real model');
    modelServer.hold();
    profile.unregisterHost();
    killWorkers(profile.home);
    process.kill(runningHost(holdfast.pid()), 'SIGKILL');
    await expect(panel.getByText('The host is not installed')).toBeVisible();
    await panel.waitForTimeout(KEPT_MS);
    await panel.close();

    const next = await holdfast.openPanelTab();
    await expect(restorePrompt(next)).toContainText('Begin');
    await expect(restorePrompt(next)).toContainText('A reply was being written');
    profile.registerHost();
    await expect(restorePrompt(next)).toContainText('The reply was interrupted');
    await restore(next);
    await expect(next.getByRole('button', { name: 'Continue' })).toBeVisible();
  });

  test('stands in the recovery center, with drafts of other sessions', async ({ profile, holdfast, modelServer }) => {
    const panel = await holdfast.openPanel();
    await setUpProvider(panel, modelServer);
    await send(panel, 'Begin');
    await expect(replyText(panel)).toContainText('I am not a real model');
    modelServer.hold();
    await panel.getByRole('button', { name: 'Stop' }).click();
    await panel.getByText('Stopped before it finished').waitFor();
    await messageField(panel).fill('Half a thought');
    await panel.waitForTimeout(KEPT_MS);
    await startSession(panel);
    await holdfast.worker.evaluate(PRESS_KEY);
    const center = panel.getByRole('dialog', { name: 'Recovery center' });
    const broken = center.getByRole('listitem').filter({ hasText: 'I am not a real model' });
    const draft = center.getByRole('listitem').filter({ hasText: 'Half a thought' });
    await expect(broken).toContainText('Begin');
    await draft.getByRole('button', { name: 'Delete' }).click();
    await expect(draft).toBeHidden();
    await broken.getByRole('button', { name: 'Keep as it is' }).click();
    await expect(center).toContainText('Nothing to restore');
    expect(profile.messages()[1]).toMatchObject({ status: 'complete' });
  });
});

/** What the browser does for the key, but for the gesture: the real key is pressed elsewhere. */
const PRESS_KEY = `chrome.windows.getLastFocused().then(({ id }) =>
  chrome.commands.onCommand.dispatch('open-recovery', { id: 1, windowId: id }))`;

test('the options page opens the recovery center', async ({ holdfast, modelServer }) => {
  const panel = await holdfast.openPanel();
  await setUpProvider(panel, modelServer);
  const options = await holdfast.context.newPage();
  await options.goto(`chrome-extension://${holdfast.extensionId}/options.html#data`);
  await options.getByRole('button', { name: 'Open the recovery center' }).click();
  await expect(panel.getByRole('heading', { name: 'Recovery center' })).toBeVisible();
});
