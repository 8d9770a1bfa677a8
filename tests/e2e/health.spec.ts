import { openDatabase } from '../../native-host/database.ts';
import { send, setUpProvider } from '../../scripts/browser/drive-panel.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { openOptions } from '../support/browser/open-options.ts';
import { tellOfDamage } from '../support/states/health.ts';

test('the store is checked while it is used, and what does not hold is put right', async ({ profile, modelServer }) => {
  const browser = await profile.launch();
  const panel = await browser.openPanel();
  await setUpProvider(panel, modelServer);
  await send(panel, 'What is counted?');
  await expect(panel.getByRole('button', { name: 'Copy reply' })).toHaveCount(1);
  const page = await openOptions(browser, 'health');
  await expect(page.getByText('No damage has ever been found in this store.')).toBeVisible();
  const db = openDatabase(profile.database);
  db.run('UPDATE sessions SET prompt_tokens = prompt_tokens + 12');
  db.close();

  const checks = page.getByRole('list', { name: 'Checks' });
  await page.getByRole('button', { name: 'Check now' }).press('Enter');
  const first = checks.getByRole('listitem').first();
  await expect(first).toContainText('Session totals');
  await expect(first.getByRole('img', { name: 'Failed' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Check now' })).toBeFocused();
  await page.getByRole('button', { name: 'Repair' }).press('Enter');
  await expect(checks.getByText(/^Repaired: .*1 session/)).toBeVisible();
  await expect(checks.getByRole('listitem').filter({ hasText: 'Session totals' })).toContainText('Repaired');
  await page.getByRole('button', { name: 'Check now' }).click();
  await expect(checks.getByRole('listitem').filter({ hasText: 'Session totals' })).not.toContainText('Repaired');
});

test('a panel tells once of a store that was put right, and leads to what became of it', async ({
  profile,
  modelServer,
}) => {
  const before = await profile.launch();
  await setUpProvider(await before.openPanel(), modelServer);
  await before.close();
  tellOfDamage({ profile, server: modelServer });
  const browser = await profile.launch();
  const panel = await browser.openPanel();
  const note = panel.getByText(/^The store was damaged on .*: 4.210 rows restored, 37 salvaged, 2 lost\.$/);
  await expect(note).toBeVisible();
  const opened = browser.context.waitForEvent('page');
  await panel.getByRole('button', { name: 'What happened' }).click();
  const page = await opened;
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Health');
  await expect(page.locator('.facts')).toContainText('database disk image is malformed');
  await panel.getByRole('button', { name: 'Dismiss' }).click();
  await expect(note).toBeHidden();
  await panel.reload();
  await expect(panel.getByRole('textbox', { name: 'Message' })).toBeVisible();
  await expect(note).toBeHidden();

  // Where the options are open already, they show the section.
  await panel.evaluate(`localStorage.removeItem('sidepanel.damage.dismissed')`);
  await page.getByRole('link', { name: 'General' }).click();
  await panel.reload();
  await panel.getByRole('button', { name: 'What happened' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Health');
});
