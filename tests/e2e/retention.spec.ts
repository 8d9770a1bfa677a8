import { openFile } from '../../native-host/database.ts';
import { setUpProvider } from '../../scripts/browser/drive-panel.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { runningHost } from '../support/browser/host-process.ts';
import { openOptions } from '../support/browser/open-options.ts';
import { setLastSeen, writeOldRows } from '../support/states/write-old-rows.ts';
import { writeSession } from '../support/states/write-session.ts';

const DAY_MS = 24 * 3600 * 1000;

function countRows(database: string) {
  const file = openFile(database, {});
  const count = (table: string) =>
    (file.prepare(`SELECT count(*) AS rows FROM ${table}`).get() as { rows: number }).rows;
  const counts = Object.fromEntries(
    ['sessions', 'messages', 'snapshots', 'analytics'].map((name) => [name, count(name)]),
  );
  file.close();
  return counts;
}

test('rules are saved, and a sweep by hand removes what it showed before, and nothing else', async ({
  profile,
  modelServer,
}) => {
  const old = { title: 'Years ago', texts: ['Is this kept?', 'For ever.'], lastMs: Date.now() - 900 * DAY_MS };
  writeSession(profile.database, { ...old, apartMs: 1000 });
  writeOldRows(profile.database, Date.now());
  const before = countRows(profile.database);
  const browser = await profile.launch();
  const panel = await browser.openPanel();
  await setUpProvider(panel, modelServer);
  const page = await openOptions(browser, 'retention');
  const status = page.locator('.page > [role="status"]');
  const facts = (name: string) => page.locator('.facts > div', { hasText: name });
  await expect(facts('Usage statistics')).toContainText('60,');

  await page.getByRole('switch', { name: 'Remove old usage statistics' }).uncheck();
  await expect(status).toHaveText('Saved');
  await expect(facts('Usage statistics')).toContainText('nothing is old enough');
  const days = page.getByRole('spinbutton').first();
  await days.fill('0.5');
  await days.press('Enter');
  await expect(page.getByRole('alert')).toContainText('a whole number of days');
  await days.fill('40');
  await days.press('Enter');
  await expect(page.getByRole('alert')).toBeHidden();
  await expect(facts('Snapshots').first()).toContainText('8,');
  await page.reload();
  await expect(days).toHaveValue('40');
  await expect(page.getByRole('switch', { name: 'Remove old usage statistics' })).not.toBeChecked();

  const button = page.getByRole('button', { name: 'Sweep now' });
  await button.press('Enter');
  const question = page.getByRole('region', { name: 'This will be removed for good' });
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await expect(button).toBeFocused();
  expect(countRows(profile.database)).toEqual(before);
  await button.press('Enter');
  await expect(question.getByRole('listitem')).toHaveText([/^8 snapshots: /, /^2 sessions from the trash, /]);
  await question.getByRole('button', { name: 'Remove it' }).press('Enter');
  await expect(page.getByText(/^Removed: 8 snapshots and 2 sessions from the trash\./)).toBeVisible();
  await expect(facts('Snapshots').first()).toContainText('nothing is old enough');
  const entries = page.getByRole('list', { name: 'Sweeps' }).getByRole('listitem');
  await expect(entries.first()).toContainText('Removed 8 snapshots and 2 sessions from the trash');
  await page.getByRole('button', { name: 'Show more' }).click();
  await expect(entries).toHaveCount(15);
  const after = countRows(profile.database);
  expect([after['sessions'], after['messages']]).toEqual([2, 4]);
  expect(after['snapshots']).toBe((before['snapshots'] ?? 0) - 8);
  expect(after['analytics']).toBeGreaterThanOrEqual(before['analytics'] ?? 0);
});

test('a clock that may be wrong removes nothing until somebody says that it is right', async ({ profile }) => {
  writeOldRows(profile.database, Date.now());
  setLastSeen(profile.database, Date.now() + 3 * DAY_MS);
  const page = await openOptions(await profile.launch(), 'retention');
  await expect(page.getByText(/^The clock says .* before .*Nothing is removed/).first()).toBeVisible();
  await page.getByRole('button', { name: 'The clock is right: clean up' }).click();
  await page.getByRole('button', { name: 'Remove it' }).click();
  await expect(page.getByText(/^Removed: /)).toBeVisible();
  await expect(page.getByRole('button', { name: 'The clock is right: clean up' })).toBeHidden();
});

test('a clock can be confirmed while nothing is old enough to be removed', async ({ profile }) => {
  writeSession(profile.database, { title: 'New', texts: ['Hello'], lastMs: Date.now() - DAY_MS, apartMs: 1000 });
  setLastSeen(profile.database, Date.now() + 3 * DAY_MS);
  const page = await openOptions(await profile.launch(), 'retention');
  await page.getByRole('button', { name: 'The clock is right: clean up' }).click();
  await page.getByRole('button', { name: 'Confirm the clock' }).click();
  await expect(page.getByText(/^Nothing was old enough to be removed/)).toBeVisible();
  await expect(page.getByText(/^The clock says .* before /).first()).toBeHidden();
});

test('every section of the store says why it cannot be asked when the host is gone, and goes on by itself', async ({
  holdfast,
  profile,
}) => {
  const page = await openOptions(holdfast, 'retention');
  await expect(page.getByRole('switch', { name: 'Empty the trash' })).toBeChecked();
  profile.unregisterHost();
  process.kill(runningHost(holdfast.pid()), 'SIGKILL');
  for (const name of ['Retention', 'Backups', 'Health']) {
    await page.getByRole('link', { name, exact: true }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
    await expect(page.getByText('The host is not installed')).toBeVisible();
  }
  profile.registerHost();
  await page.getByRole('link', { name: 'Retention' }).click();
  await expect(page.getByRole('switch', { name: 'Empty the trash' })).toBeChecked();
});
