import { join } from 'node:path';
import { claimLock } from '../../native-host/locks.ts';
import { MAINTENANCE_LOCK } from '../../native-host/workplace.ts';
import { messageField, questions, send, setUpProvider } from '../../scripts/browser/drive-panel.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { openOptions } from '../support/browser/open-options.ts';
import { leaveBackup } from '../support/states/leave-backup.ts';
import { writeSession } from '../support/states/write-session.ts';

test('a backup is made, verified and restored, open panels follow, and the way back is the safety backup', async ({
  holdfast,
  modelServer,
  profile,
}) => {
  const panel = await holdfast.openPanel();
  await setUpProvider(panel, modelServer);
  await send(panel, 'The first question');
  await expect(panel.getByRole('button', { name: 'Copy reply' })).toHaveCount(1);
  const page = await openOptions(holdfast, 'backups');
  const list = page.getByRole('list', { name: 'Backups' });
  await page.getByRole('button', { name: 'Back up now' }).click();
  await expect(page.getByText(/^Backed up and verified: /)).toBeVisible();
  const made = list.getByRole('listitem').filter({ hasText: 'Manual' });
  await expect(made).toContainText(/1 session, 2 messages/);
  await expect(made).toContainText('Verified just now');
  await made.getByText('File path').click();
  await expect(made.locator('code')).toContainText(/^.*backups.*-manual\.db$/);
  await expect(page.locator('.facts')).toContainText(profile.home);

  await made.getByRole('button', { name: /^Verify/ }).click();
  await expect(made).toContainText('It is intact');
  await made.getByRole('button', { name: /^Restore/ }).click();
  await expect(made.getByRole('region', { name: 'The store already matches this backup' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(made.getByRole('button', { name: /^Restore/ })).toBeFocused();

  const release = claimLock(join(profile.home, 'locks'), MAINTENANCE_LOCK);
  await page.getByRole('button', { name: 'Back up now' }).press('Enter');
  await expect(page.getByRole('progressbar', { name: 'Waiting for another run.' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Stop' })).toBeFocused();
  await expect(made.getByRole('button', { name: /^Verify/ })).toBeDisabled();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toHaveText('Stopped. Nothing was left half done.');
  release?.();

  await send(panel, 'A question that the backup does not have');
  await expect(panel.getByRole('button', { name: 'Copy reply' })).toHaveCount(2);
  await messageField(panel).fill('A draft that was not sent');
  await made.getByRole('button', { name: /^Restore/ }).click();
  const question = made.getByRole('region', { name: /^Restore the backup from/ });
  await expect(question).toContainText('2 messages will be removed');
  await expect(question).toContainText('Holdfast first makes a safety backup of the store as it is now');
  await question.getByRole('button', { name: 'Restore it' }).click();
  await expect(made).toContainText(/restore the backup made just before: .*-before-restore\.db/);
  await expect(questions(panel)).toHaveText([/The first question/]);
  await expect(messageField(panel)).toHaveValue('A draft that was not sent');

  const safety = list.getByRole('listitem').filter({ hasText: 'Before a restore' }).filter({ hasText: '4 messages' });
  await safety.getByRole('button', { name: /^Restore/ }).click();
  await safety.getByRole('button', { name: 'Restore it' }).click();
  await expect(safety).toContainText('Your sessions are as they were on');
  await expect(questions(panel)).toHaveCount(2);
});

test('a panel whose last backup is old says so, and leads to the backups', async ({ profile, modelServer }) => {
  writeSession(profile.database, { title: 'Old', texts: ['a', 'b'], lastMs: Date.now(), apartMs: 1 });
  leaveBackup(profile, 9);
  const browser = await profile.launch();
  const panel = await browser.openPanel();
  await setUpProvider(panel, modelServer);
  const mark = panel.getByRole('button', { name: 'Open Backups' });
  await expect(mark).toHaveAccessibleDescription('The last verified backup is 9 days old.');
  await expect(panel.getByRole('tooltip')).toBeHidden();
  await mark.hover();
  await expect(panel.getByRole('tooltip')).toBeVisible();
  const opened = browser.context.waitForEvent('page');
  await mark.click();
  await expect((await opened).getByRole('heading', { level: 1 })).toHaveText('Backups');
});
