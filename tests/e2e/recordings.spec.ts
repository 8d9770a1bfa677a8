import { pathToFileURL } from 'node:url';
import type { Locator, Page } from '@playwright/test';
import { openReadOnly } from '../../native-host/database.ts';
import { openSession, replies, restorePrompt, send, setUpProvider } from '../../scripts/browser/drive-panel.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { writeRecording } from '../support/states/write-recording.ts';

async function act(panel: Page, title: string): Promise<void> {
  await panel.keyboard.press('ControlOrMeta+k');
  await panel.getByRole('combobox').fill(title);
  await panel.getByRole('option', { name: title }).waitFor();
  await panel.keyboard.press('Enter');
}

test('a session is recorded, found, played and exported by the keyboard alone', async ({
  profile,
  modelServer,
}, testInfo) => {
  const browser = await profile.launch();
  const panel = await browser.openPanel();
  await setUpProvider(panel, modelServer);
  await send(panel, 'Before it');
  await expect(replies(panel)).toHaveCount(1);
  await panel.getByText('in, ').first().waitFor();
  await act(panel, 'Record this session or stop');
  const mark = panel.getByRole('button', { name: /^Recording \d/ });
  await mark.waitFor();
  await send(panel, 'Why <script>alert(1)</script> & tides?');
  await expect(replies(panel)).toHaveCount(2);
  await expect(panel.locator('.message.assistant .streaming')).toHaveCount(0);
  await expect(panel.getByRole('button', { name: 'Send' })).toBeVisible();
  await act(panel, 'Record this session or stop');
  await panel.getByText('Recording saved').waitFor();
  await expect(mark).toBeHidden();

  await act(panel, 'Recordings');
  const search = panel.getByRole('searchbox', { name: 'Search recordings' });
  await expect(search).toBeFocused();
  await expect(panel.getByRole('list', { name: 'Recordings' })).toContainText('2 messages');
  await panel.keyboard.press('ArrowDown');
  await panel.keyboard.press('F2');
  await panel.keyboard.insertText('Tides, recorded');
  await panel.keyboard.press('Enter');
  const row = panel.getByRole('list', { name: 'Recordings' }).getByRole('button', { name: 'Tides, recorded' }).first();
  await expect(row).toBeFocused();
  await panel.keyboard.press('t');
  await panel.keyboard.insertText('sea, moon');
  await panel.keyboard.press('Enter');
  await expect(row).toContainText('moon');
  await search.fill('MOON tides');
  await expect(row).toBeVisible();

  // Deleted, and taken back.
  await row.press('Delete');
  await expect(row).toBeHidden();
  await panel.getByRole('button', { name: 'Undo' }).press('Enter');
  await row.press('Enter');

  const said = panel.getByRole('region', { name: 'What was said' });
  await expect(said).toContainText('2 messages before the recording began');
  await panel.keyboard.press('End');
  await expect(said).toContainText('Why <script>alert(1)</script> & tides?');
  await expect(said.getByRole('article', { name: /^Reply/ }).locator('.markdown')).not.toBeEmpty();
  await panel.keyboard.press('Home');
  await expect(said).toContainText('Nothing has happened yet.');
  await panel.keyboard.press(' ');
  await expect(panel.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect(said).toContainText('tides?', { timeout: 20_000 });
  await panel.keyboard.press(']');
  await panel.keyboard.press('m');
  await expect(panel.getByText('1 marker')).toBeVisible();
  await panel.keyboard.press('Escape');
  await expect(row).toBeFocused();

  await row.press('Shift+F10');
  const item = panel.getByRole('menuitem', { name: 'Export as a page that plays' });
  await item.focus();
  const download = panel.waitForEvent('download');
  await item.press('Enter');
  const path = testInfo.outputPath('recording.html');
  await (await download).saveAs(path);

  const { page, troubles } = await openExported(panel, path);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Tides, recorded');
  await expect(page.locator('#log')).toBeEmpty();
  await page.keyboard.press(' ');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect(page.locator('#log .question')).toContainText('Why <script>alert(1)</script> & tides?', {
    timeout: 20_000,
  });
  await page.keyboard.press(' ');
  await page.keyboard.press('End');
  await expect(page.locator('#log .reply .text')).not.toBeEmpty();
  await page.keyboard.press('Home');
  await expect(page.locator('#log')).toBeEmpty();
  expect(troubles).toEqual([pathToFileURL(path).href]);
  // The policy of the file itself refuses what is not its own.
  const refused = await page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective));
        document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = true' }));
      }),
  );
  expect([refused, await page.evaluate(() => 'ran' in window)]).toEqual(['script-src-elem', false]);
});

test('the buttons of a player go to messages and tool calls, those of its exported page too, and both draw the markers', async ({
  profile,
}, testInfo) => {
  const hostile = '<img src="https://example.com/x" onerror="alert(1)"></script>';
  writeRecording(profile.database, {
    title: 'Tides',
    startMs: Date.now() - 60_000,
    texts: ['Why?', 'The moon pulls the water.', 'And how high?', 'As the coast lets it.'],
    markers: [
      { atMs: 6000, label: hostile },
      { atMs: 31_000, label: '' },
    ],
  });
  const panel = await (await profile.launch()).openPanelTab();
  await panel.setViewportSize({ width: 320, height: 640 });
  await act(panel, 'Recordings');
  const row = panel.getByRole('list', { name: 'Recordings' }).getByRole('button', { name: 'Tides' }).first();
  await row.press('Enter');
  const slider = panel.getByRole('slider', { name: 'Time' });
  await slider.waitFor();
  await expect(panel.locator('.scrubber-mark.marker')).toHaveCount(2);
  const inPanel = await jumpWithButtons(panel, slider);
  expect(inPanel).toEqual([
    '0, Previous tool call, Previous message',
    '11500, Previous tool call',
    ...['31500, Next message, Next tool call', '31500, Next message, Next tool call'],
    ...['21500, Next message', '21500, Next message'],
    ...['11500, Previous tool call', '11500, Previous tool call'],
    '31500, Next message, Next tool call',
  ]);
  await panel.getByRole('button', { name: 'Back to all recordings' }).click();
  await row.press('Shift+F10');
  const download = panel.waitForEvent('download');
  await panel.getByRole('menuitem', { name: 'Export as a page that plays' }).click();
  const path = testInfo.outputPath('recording.html');
  await (await download).saveAs(path);
  const { page, troubles } = await openExported(panel, path);
  await page.setViewportSize({ width: 320, height: 640 });
  const place = page.getByRole('slider', { name: 'Time' });
  expect(await jumpWithButtons(page, place)).toEqual(inPanel);

  const drawn = page.locator('#marks > *');
  const places = await drawn.evaluateAll((marks) => marks.map((mark) => `${mark.className} ${mark.style.left}`));
  expect(places).toEqual([
    ...['question 2%', 'reply 3.75%', 'tool 28.75%', 'question 52%', 'reply 53.75%', 'tool 78.75%'],
    ...['marker 15%', 'marker 77.5%'],
  ]);
  for (const mark of await drawn.all()) await expect(mark).toHaveCSS('position', 'absolute');
  await page.getByText('2 markers').click();
  await expect(page.getByRole('listitem')).toHaveText([`0:06${hostile}`, '0:31']);
  await page.getByRole('button', { name: 'Go to 0:06' }).press('Enter');
  await expect(place).toHaveValue('6000');
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  expect(troubles).toEqual([pathToFileURL(path).href]);
});

test('beside the buttons of a narrow player there is room for the time of one that lasts an hour', async ({
  profile,
}) => {
  const texts = Array.from({ length: 3 * 60 * 2 + 2 }, (_, index) => `Text ${index}`);
  writeRecording(profile.database, { title: 'Hours', startMs: Date.now() - 60_000, texts });
  const panel = await (await profile.launch()).openPanelTab();
  await panel.setViewportSize({ width: 320, height: 640 });
  await act(panel, 'Recordings');
  await panel.getByRole('list', { name: 'Recordings' }).getByRole('button', { name: 'Hours' }).first().press('Enter');
  await panel.getByRole('slider', { name: 'Time' }).press('End');
  await expect(panel.getByText('1:00:20 / 1:00:20')).toBeVisible();
  const parts = await panel.locator('.player-buttons > *').evaluateAll((elements) =>
    elements.map((element) => {
      const { top, bottom, left, right } = element.getBoundingClientRect();
      return { middle: (top + bottom) / 2, left, right };
    }),
  );
  const [first, ...others] = parts;
  for (const { middle } of others) expect(Math.abs(middle - (first?.middle ?? 0))).toBeLessThan(1);
  for (const { left, right } of parts) expect([left >= 16, right <= 304]).toEqual([true, true]);
});

test('a recording whose browser was killed is closed at its last event, and has everything until then', async ({
  profile,
  modelServer,
}) => {
  const browser = await profile.launch();
  const panel = await browser.openPanel();
  await setUpProvider(panel, modelServer);
  await send(panel, 'Before it');
  await panel.getByText('in, ').first().waitFor();
  await act(panel, 'Record this session or stop');
  await panel.getByRole('button', { name: /^Recording \d/ }).waitFor();
  await send(panel, 'Is this kept?');
  await expect(panel.getByText('in, ')).toHaveCount(2);
  // Written a second after it happened at the latest.
  await expect.poll(() => recordedTypes(profile.database)).toContain('message.assistant.complete');
  await browser.kill();

  const next = await (await profile.launch()).openPanel();
  await next.getByText('Saved', { exact: true }).waitFor();
  await expect(next.locator('html')).toHaveAttribute('data-start', /^(session|view|ready)$/);
  await expect(restorePrompt(next), 'nothing of a person is at stake').toBeHidden();
  await openSession(next, 'Before it');
  await act(next, 'Recordings');
  const row = next.getByRole('list', { name: 'Recordings' }).getByRole('button').first();
  await expect(row).toContainText('Interrupted');
  await expect(row).toContainText('2 messages');
  await row.click();
  await next.getByRole('slider', { name: 'Time' }).waitFor();
  await next.keyboard.press('End');
  await expect(next.getByRole('region', { name: 'What was said' })).toContainText('Is this kept?');

  // From now on by itself, as soon as something is said.
  await next.keyboard.press('Escape');
  await next.getByRole('checkbox', { name: 'Always record this session' }).press(' ');
  await next.keyboard.press('Escape');
  await send(next, 'And this?');
  await next.getByRole('button', { name: /^Recording \d/ }).waitFor();
});

/** An exported page, and all that it says, asks for or complains of, from its own address on. */
async function openExported(panel: Page, path: string): Promise<{ page: Page; troubles: string[] }> {
  const page = await panel.context().newPage();
  const troubles: string[] = [];
  page.on('console', (message) => troubles.push(message.text()));
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('dialog', (dialog) => {
    troubles.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('request', (request) => troubles.push(request.url()));
  await page.goto(pathToFileURL(path).href);
  return { page, troubles };
}

/** Where each press of a button leads, and which buttons have nowhere to go then. */
async function jumpWithButtons(page: Page, slider: Locator): Promise<string[]> {
  const names = ['Previous tool call', 'Previous message', 'Next message', 'Next tool call'];
  const [previousTool, previousMessage, nextMessage, nextTool] = names;
  const button = (name = '') => page.getByRole('button', { name });
  const told: string[] = [];
  const tell = async () => {
    const states = await Promise.all(names.map((name) => button(name).getAttribute('aria-disabled')));
    told.push([await slider.inputValue(), ...names.filter((_, index) => states[index] === 'true')].join(', '));
  };
  await slider.press('Home');
  await tell();
  for (const name of [nextTool, nextTool, nextTool, previousMessage, nextMessage, previousTool, previousTool]) {
    await button(name).press('Enter');
    await tell();
    // Also where it leads nowhere it has the focus, seen, and the keys of the player go on.
    await expect(button(name)).toBeFocused();
    await expect(button(name)).toHaveCSS('outline-style', 'solid');
    await expect(button(name)).toHaveCSS('opacity', '1');
  }
  await page.keyboard.press('.');
  await tell();
  return told;
}

function recordedTypes(database: string): string[] {
  const db = openReadOnly(database);
  const types = db.all<{ type: string }>('SELECT type FROM recording_events').map(({ type }) => type);
  db.close();
  return types;
}
