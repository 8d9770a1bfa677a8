import type { Locator, Page } from '@playwright/test';
import { messageField, openSession, send, setUpProvider, startSession } from '../../scripts/browser/drive-panel.ts';
import { fillSessions } from '../support/browser/fill-sessions.ts';
import { expect, test } from '../support/browser/fixtures.ts';

const DAY_MS = 86_400_000;

/** Not that of “Session 20” for “Session 2”. */
function row(panel: Page, title: string): Locator {
  const name = new RegExp(`${title}(?!\\d)`);
  return panel.getByRole('list', { name: 'Sessions' }).getByRole('button', { name }).first();
}

async function titlesOf(panel: Page): Promise<string[]> {
  return panel.locator('.session-row .session-title').allInnerTexts();
}

/** A panel with the sheet of sessions open. */
async function openSheet(panel: Page): Promise<void> {
  await panel.getByRole('button', { name: 'Show sessions' }).click();
  await panel.getByRole('list', { name: 'Sessions' }).waitFor();
}

test('no heading of the list lies over a notice', async ({ profile }) => {
  fillSessions(profile.database, { count: 60, newestMs: Date.now(), apartMs: DAY_MS / 2 });
  const panel = await (await profile.launch()).openPanel();
  await openSheet(panel);
  await row(panel, 'Session 0').press('Delete');
  await panel.getByText('Moved to the trash').waitFor();
  // As text: scripts are compiled without the browser's types.
  const covered = await panel.evaluate<string[]>(`(() => {
    const list = document.querySelector('.session-scroll');
    const button = document.querySelector('.notice button');
    const { left, top, width, height } = button.getBoundingClientRect();
    const found = new Set();
    for (list.scrollTop = 0; list.scrollTop < 150; list.scrollTop += 10) {
      const seen = document.elementFromPoint(left + width / 2, top + height / 2);
      found.add(button.contains(seen) ? 'the button' : seen.className);
    }
    return [...found];
  })()`);
  expect(covered).toEqual(['the button']);
});

test('by keyboard alone: through the rows, rename, the menu, the trash, back, and open', async ({
  profile,
  modelServer,
}) => {
  fillSessions(profile.database, { count: 130, newestMs: Date.now(), apartMs: DAY_MS / 4 });
  const panel = await (await profile.launch()).openPanel();
  await setUpProvider(panel, modelServer);
  await openSheet(panel);
  await row(panel, 'Session 0').focus();

  await panel.keyboard.press('ArrowDown');
  await expect(row(panel, 'Session 1')).toBeFocused();
  // Beyond the first page, too.
  await panel.keyboard.press('End');
  await expect(row(panel, 'Session 129')).toBeFocused();
  await expect(row(panel, 'Session 129')).toBeInViewport();
  await panel.keyboard.press('PageUp');
  await panel.keyboard.press('Home');
  await expect(row(panel, 'Session 0')).toBeFocused();
  // One row at a time is on the way of Tab, with its menu.
  await panel.keyboard.press('Tab');
  await expect(panel.getByRole('button', { name: 'Actions for Session 0' })).toBeFocused();
  await panel.keyboard.press('ArrowDown');

  await panel.keyboard.press('F2');
  await expect(panel.getByRole('textbox', { name: 'Session name' })).toBeFocused();
  await panel.keyboard.type('Not this');
  await panel.keyboard.press('Escape');
  await expect(row(panel, 'Session 1')).toBeFocused();
  await panel.keyboard.press('F2');
  await panel.keyboard.type('Renamed by keyboard');
  await panel.keyboard.press('Enter');
  await expect(row(panel, 'Renamed by keyboard')).toBeFocused();

  await panel.keyboard.press('Shift+F10');
  const menu = panel.getByRole('menu', { name: 'Actions for Renamed by keyboard' });
  await expect(menu.getByRole('menuitem', { name: 'Rename' })).toBeFocused();
  await panel.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  await expect(row(panel, 'Renamed by keyboard')).toBeFocused();
  await panel.keyboard.press('ContextMenu');
  await expect(menu.getByRole('menuitem', { name: 'Rename' })).toBeFocused();
  await panel.keyboard.press('ArrowDown');
  await expect(menu.getByRole('menuitem', { name: 'Archive' })).toBeFocused();
  await panel.keyboard.press('Enter');
  await expect(row(panel, 'Renamed by keyboard')).toHaveCount(0);
  await expect(row(panel, 'Session 2')).toBeFocused();

  await panel.keyboard.press('Delete');
  await expect(row(panel, 'Session 3')).toBeFocused();
  await expect(panel.getByText('Moved to the trash')).toBeVisible();
  await panel.getByRole('button', { name: 'Undo' }).press('Enter');
  await expect(row(panel, 'Session 2')).toBeVisible();

  await row(panel, 'Session 2').press('Enter');
  await expect(panel.getByRole('heading', { name: 'Session 2', exact: true })).toBeVisible();
  await expect(panel.getByRole('list', { name: 'Sessions' })).toBeHidden();
});

test('what is in the trash is restored, or deleted forever after one question in its place', async ({
  profile,
  modelServer,
}) => {
  fillSessions(profile.database, { count: 3, newestMs: Date.now() });
  const panel = await (await profile.launch()).openPanel();
  await setUpProvider(panel, modelServer);
  await openSheet(panel);
  await row(panel, 'Session 0').press('Delete');
  await expect(row(panel, 'Session 0')).toHaveCount(0);
  await row(panel, 'Session 1').press('Delete');
  await expect(row(panel, 'Session 1')).toHaveCount(0);
  await panel.getByRole('radio', { name: 'Trash' }).check();

  await row(panel, 'Session 0').press('Delete');
  const question = panel.getByRole('group', { name: 'Session 0 This session goes for good.' });
  await expect(question.getByRole('button', { name: 'Keep' })).toBeFocused();
  await panel.keyboard.press('Escape');
  await expect(row(panel, 'Session 0')).toBeFocused();
  await panel.keyboard.press('Delete');
  await expect(question).toContainText('No backup contains it.');
  await question.getByRole('button', { name: 'Delete forever' }).press('Enter');
  await expect(row(panel, 'Session 1')).toBeFocused();

  await panel.keyboard.press('Shift+F10');
  await panel.getByRole('menuitem', { name: 'Restore' }).press('Enter');
  await expect(panel.getByText('The trash is empty.')).toBeVisible();
  await panel.getByRole('radio', { name: 'Active' }).check();
  await expect.poll(() => titlesOf(panel)).toEqual(['Session 1', 'Session 2']);
});

test('the filter: / goes there, every word counts, Esc clears and leaves', async ({ profile, modelServer }) => {
  const titles = ['Rapport für Zürich', 'Über den Fluss', 'İstanbul otelleri', '中文標題', 'Zurich report'];
  fillSessions(profile.database, { count: titles.length, newestMs: Date.now(), title: (index) => titles[index] ?? '' });
  const panel = await (await profile.launch()).openPanel();
  await setUpProvider(panel, modelServer);
  const field = panel.getByRole('searchbox', { name: 'Filter sessions' });

  await messageField(panel).press('/');
  await expect(messageField(panel)).toHaveValue('/');
  await expect(field).toBeHidden();
  await messageField(panel).fill('');
  await panel.getByRole('button', { name: 'Settings', exact: true }).focus();
  await panel.keyboard.press('/');
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('');

  await field.fill('zuri');
  await expect.poll(() => titlesOf(panel)).toEqual(['Rapport für Zürich', 'Zurich report']);
  await field.fill('ZÜRICH fur');
  await expect.poll(() => titlesOf(panel)).toEqual(['Rapport für Zürich']);
  await expect(panel.getByText('1 of 5')).toBeVisible();
  await field.fill('文標');
  await expect.poll(() => titlesOf(panel)).toEqual(['中文標題']);
  await field.press('ArrowDown');
  await expect(row(panel, '中文標題')).toBeFocused();

  await field.fill('nothing like it');
  await expect(panel.getByText('No title has “nothing like it”.')).toBeVisible();
  await field.press('Escape');
  await expect(field).toHaveValue('');
  await expect.poll(() => titlesOf(panel)).toEqual(titles);
  await field.press('Escape');
  await expect(field).toBeHidden();
});

test.describe('while a model takes its time', () => {
  test.use({ modelServerOptions: { tokensPerSecond: 60 } });

  test('a reply is shown live in the list, then as unread until the session is opened, also in another panel and after a reload', async ({
    holdfast,
    modelServer,
  }) => {
    const side = await holdfast.openPanel();
    await setUpProvider(side, modelServer);
    await send(side, 'Long answer, please');
    await side.getByRole('button', { name: 'Stop' }).waitFor();
    modelServer.hold();
    await startSession(side);
    const tab = await holdfast.openPanelTab();
    await startSession(tab);
    await openSheet(side);

    await expect(row(side, 'Long answer')).toContainText('Replying');
    await expect(row(tab, 'Long answer')).toContainText('Replying');
    await tab.reload();
    await expect(row(tab, 'Long answer')).toContainText('Replying');

    modelServer.resume();
    await expect(row(side, 'Long answer')).toContainText('New reply');
    await expect(row(tab, 'Long answer')).toContainText('New reply');
    await side.reload();
    await openSheet(side);
    await expect(row(side, 'Long answer')).toContainText('New reply');

    await row(tab, 'Long answer').click();
    await expect(row(tab, 'Long answer')).not.toContainText('New reply');
    await expect(row(side, 'Long answer')).not.toContainText('New reply');
  });

  test('a reply that ended while no panel was open is unread', async ({ profile, holdfast, modelServer }) => {
    const panel = await holdfast.openPanel();
    await setUpProvider(panel, modelServer);
    await send(panel, 'Answer me later');
    await panel.getByRole('button', { name: 'Stop' }).waitFor();
    modelServer.hold();
    await startSession(panel);
    await openSheet(panel);
    await expect(row(panel, 'Answer me later')).toContainText('Replying');
    await holdfast.triggerAction();
    await expect.poll(holdfast.countPanels).toBe(0);
    modelServer.resume();
    await expect.poll(() => profile.messages()[1]?.status, { timeout: 20_000 }).not.toBe('streaming');

    const later = await holdfast.openPanel();
    await openSheet(later);
    await expect(row(later, 'Answer me later')).toContainText('New reply');
  });
});

test('a long list opens where it was left, and a session made elsewhere appears in its place', async ({
  profile,
  modelServer,
}) => {
  fillSessions(profile.database, { count: 200, newestMs: Date.now() - DAY_MS });
  const browser = await profile.launch();
  const side = await browser.openPanel();
  await setUpProvider(side, modelServer);
  await openSheet(side);
  const scroller = side.locator('.session-scroll');
  const scrollTop = () => scroller.evaluate((box) => box.scrollTop);
  await scroller.evaluate((box) => box.scrollTo(0, 1500));
  await row(side, 'Session 35').scrollIntoViewIfNeeded();
  const left = await scrollTop();
  await row(side, 'Session 35').click();
  await expect(side.getByRole('heading', { name: 'Session 35', exact: true })).toBeVisible();
  await openSheet(side);
  await expect.poll(scrollTop).toBe(left);
  await expect(row(side, 'Session 35')).toHaveAttribute('aria-current', 'true');
  await expect(row(side, 'Session 35')).toBeInViewport();
  const place = await row(side, 'Session 35').boundingBox();

  const tab = await browser.openPanelTab();
  await startSession(tab);
  await send(tab, 'Asked in the tab');
  await expect.poll(scrollTop).toBeGreaterThan(left);
  expect((await row(side, 'Session 35').boundingBox())?.y).toBe(place?.y);
  await scroller.evaluate((box) => box.scrollTo(0, 0));
  await expect(row(side, 'Asked in the tab')).toBeVisible();
  expect((await titlesOf(side))[0]).toBe('Asked in the tab');
});

test('a name that is being typed stays when the row moves to another day', async ({ profile, modelServer }) => {
  fillSessions(profile.database, { count: 40, newestMs: Date.now() - DAY_MS });
  const browser = await profile.launch();
  const side = await browser.openPanel();
  await setUpProvider(side, modelServer);
  await openSheet(side);
  await row(side, 'Session 3').press('F2');
  await side.keyboard.type('Half a na');

  const tab = await browser.openPanelTab();
  await openSession(tab, 'Session 3');
  await send(tab, 'Moves it to today');
  await side.locator('.group-heading', { hasText: 'Today' }).waitFor();
  await expect(side.getByRole('textbox', { name: 'Session name' })).toHaveValue('Half a na');
  await side.bringToFront();
  await expect(side.getByRole('textbox', { name: 'Session name' })).toBeFocused();
  await side.keyboard.type('me');
  await side.keyboard.press('Enter');
  await expect(row(side, 'Half a name')).toBeFocused();
});
