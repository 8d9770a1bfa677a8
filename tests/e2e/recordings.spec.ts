import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';
import { openReadOnly } from '../../native-host/database.ts';
import { openSession, replies, restorePrompt, send, setUpProvider } from '../../scripts/browser/drive-panel.ts';
import { expect, test } from '../support/browser/fixtures.ts';

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

function recordedTypes(database: string): string[] {
  const db = openReadOnly(database);
  const types = db.all<{ type: string }>('SELECT type FROM recording_events').map(({ type }) => type);
  db.close();
  return types;
}
