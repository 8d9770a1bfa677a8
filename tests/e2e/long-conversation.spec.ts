import { cpSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { conversation, messageField, openSession, send, setUpProvider } from '../../scripts/browser/drive-panel.ts';
import { filledStore } from '../bench/filled-store.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { isLongRun } from '../support/browser/is-long-run.ts';
import { drawnSequences, frames, placeOf, scrollAndNote, watchRows } from '../support/browser/log-probe.ts';
import type { Profile } from '../support/browser/profile.ts';
import type { ModelServer } from '../support/model-server/start-model-server.ts';

const COUNT = isLongRun ? 10_000 : 3000;
const MAX_ROWS = 300;

/** A panel that shows a session of so many messages. */
async function openLong(profile: Profile, modelServer: ModelServer, folder: string, count = COUNT): Promise<Page> {
  cpSync(filledStore(folder, [count]).home, profile.home, { recursive: true });
  const panel = await (await profile.launch()).openPanel();
  await setUpProvider(panel, modelServer);
  await openSession(panel, 'Session 0');
  await conversation(panel).getByText(`${count} `).first().waitFor();
  return panel;
}

test(`${COUNT} messages: opens at the newest, goes up to the first in order, and nothing jumps`, async ({
  profile,
  modelServer,
}, testInfo) => {
  test.setTimeout(180_000);
  const panel = await openLong(profile, modelServer, testInfo.outputDir);
  const watched = await watchRows(panel);
  await frames(panel);
  expect((await drawnSequences(panel)).at(-1)).toBe(COUNT);
  await expect(jump(panel)).toBeHidden();
  expect(await distanceToEnd(panel)).toBeLessThanOrEqual(1);

  // Rows come in front of what is read, from those that are read already and from the store.
  for (let round = 0; round < 12; round += 1) {
    const [firstBefore] = await drawnSequences(panel);
    const place = await scrollAndNote(panel, '200');
    await expect.poll(async () => (await drawnSequences(panel))[0]).toBeLessThan(firstBefore ?? 0);
    await frames(panel);
    const now = await placeOf(panel, place);
    expect(Math.abs((now ?? Number.NaN) - place.topPx), `row ${place.sequence}`).toBeLessThanOrEqual(2);
  }

  // All the way, by keyboard.
  await conversation(panel).focus();
  for (let presses = 0; (await drawnSequences(panel))[0] !== 1; presses += 1) {
    expect(presses).toBeLessThan(COUNT / 50);
    const [before = 0] = await drawnSequences(panel);
    await panel.keyboard.press('Home');
    await expect.poll(async () => (await drawnSequences(panel))[0]).toBeLessThan(before);
  }
  await panel.keyboard.press('Home');
  await expect(conversation(panel).getByText('1 ', { exact: false }).first()).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Load earlier' })).toBeHidden();

  // And down again through rows that were let go meanwhile.
  for (let round = 0; round < 12; round += 1) {
    const lastBefore = (await drawnSequences(panel)).at(-1);
    const place = await scrollAndNote(panel, 'log.scrollHeight - log.clientHeight - 300');
    await expect.poll(async () => (await drawnSequences(panel)).at(-1)).toBeGreaterThan(lastBefore ?? COUNT);
    await frames(panel);
    const now = await placeOf(panel, place);
    expect(Math.abs((now ?? Number.NaN) - place.topPx), `row ${place.sequence}`).toBeLessThanOrEqual(2);
  }

  await jump(panel).click();
  await expect(jump(panel)).toBeHidden();
  await expect(conversation(panel).getByText(`${COUNT} `).first()).toBeVisible();
  const { most, isInOrder } = await watched.take();
  expect(isInOrder).toBe(true);
  expect(most).toBeLessThanOrEqual(MAX_ROWS);
});

test('what is read stays in place when the panel gets another width', async ({ profile, modelServer }, testInfo) => {
  const panel = await openLong(profile, modelServer, testInfo.outputDir, 400);
  await scrollAndNote(panel, '300');
  await frames(panel);
  // The text at the upper edge is held. A row that begins there: in the middle of one, its top moves with its lines.
  const row = await scrollAndNote(panel, 'log.scrollTop');
  // A pixel into it: of the row before, not even a part of one is in sight.
  // Rows that are still being drawn may move it once more.
  const fromThereByPx = async () => {
    const top = (await placeOf(panel, row)) ?? Number.NaN;
    if (Math.abs(top + 1) > 0.5) await scrollAndNote(panel, `log.scrollTop + ${top} + 1`);
    await frames(panel);
    return Math.abs(((await placeOf(panel, row)) ?? Number.NaN) + 1);
  };
  await expect.poll(fromThereByPx).toBeLessThanOrEqual(0.5);
  const topPx = await placeOf(panel, row);
  const session = await panel.context().newCDPSession(panel);
  // With and without the sidebar.
  for (const width of [620, 340, 480, 900, 320]) {
    await session.send('Emulation.setDeviceMetricsOverride', {
      width,
      height: 700,
      deviceScaleFactor: 1,
      mobile: false,
    });
    await frames(panel);
    // On a busy machine the sidebar comes some frames later.
    const movedPx = async () => Math.abs(((await placeOf(panel, row)) ?? Number.NaN) - (topPx ?? 0));
    await expect.poll(movedPx, `${width} px`).toBeLessThanOrEqual(2);
  }
});

test('the settings leave the place where one reads, and the draft, as they were', async ({
  profile,
  modelServer,
}, testInfo) => {
  const panel = await openLong(profile, modelServer, testInfo.outputDir, 400);
  await messageField(panel).fill('Half a thought');
  const place = await scrollAndNote(panel, '300');
  await frames(panel);
  const topPx = await placeOf(panel, place);
  await panel.getByRole('button', { name: 'Settings', exact: true }).click();
  await panel.getByRole('heading', { name: 'Appearance' }).waitFor();
  await expect(conversation(panel)).toBeHidden();
  await panel.getByRole('button', { name: 'Settings', exact: true }).click();
  await expect(messageField(panel)).toBeFocused();
  await expect(messageField(panel)).toHaveValue('Half a thought');
  await frames(panel);
  expect(Math.abs(((await placeOf(panel, place)) ?? Number.NaN) - (topPx ?? 0))).toBeLessThanOrEqual(2);
  await expect(jump(panel)).toBeVisible();
});

test.describe('while a reply streams', () => {
  test.use({ modelServerOptions: { tokensPerSecond: 60 } });

  test('what is read above does not move, and the way back says that there is a reply', async ({
    profile,
    modelServer,
  }, testInfo) => {
    const panel = await openLong(profile, modelServer, testInfo.outputDir, 60);
    await send(panel, 'Say something long');
    await expect(conversation(panel)).toContainText('I am not a real model');
    // A line that has just come is followed in the next frame.
    await expect.poll(() => distanceToEnd(panel)).toBeLessThanOrEqual(40);

    await conversation(panel).hover();
    await panel.mouse.wheel(0, -900);
    await expect(jump(panel)).toHaveText('Jump to latest');
    await frames(panel, 40);
    const place = await scrollAndNote(panel, 'log.scrollTop');
    await expect(panel.getByRole('button', { name: 'Send' })).toBeVisible();
    await frames(panel);
    expect(Math.abs(((await placeOf(panel, place)) ?? Number.NaN) - place.topPx)).toBeLessThanOrEqual(1);

    await conversation(panel).focus();
    await panel.keyboard.press('Control+End');
    await expect(jump(panel)).toBeHidden();
    await expect(panel.getByText('one SQLite file that is yours')).toBeInViewport();
  });

  test('messages that come from another window are counted, not scrolled to', async ({
    profile,
    modelServer,
  }, testInfo) => {
    const panel = await openLong(profile, modelServer, testInfo.outputDir, 60);
    const place = await scrollAndNote(panel, '400');
    await frames(panel);
    const [browser] = [panel.context()];
    const tab = await browser.newPage();
    await tab.goto(panel.url());
    await openSession(tab, 'Session 0');
    await send(tab, 'From the other window');
    await expect(jump(panel)).toHaveText('2 new messages');
    expect(Math.abs(((await placeOf(panel, place)) ?? Number.NaN) - place.topPx)).toBeLessThanOrEqual(2);
  });
});

function jump(panel: Page) {
  return panel.locator('.to-end').getByRole('button');
}

function distanceToEnd(panel: Page): Promise<number> {
  return panel.evaluate(`{
    const log = document.querySelector('.log');
    log.scrollHeight - log.scrollTop - log.clientHeight;
  }`);
}
