import type { Page } from '@playwright/test';
import { send, setUpProvider, startSession } from '../../scripts/browser/drive-panel.ts';
import { brokenRules } from '../support/browser/broken-rules.ts';
import { fillSessions } from '../support/browser/fill-sessions.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { launchWithoutHost } from '../support/browser/without-host.ts';

async function openSheet(panel: Page): Promise<void> {
  await panel.getByRole('button', { name: 'Show sessions' }).click();
  await panel.getByRole('searchbox', { name: 'Filter sessions' }).waitFor();
}

test.describe('while a model takes its time', () => {
  test.use({ modelServerOptions: { tokensPerSecond: 60 } });

  test('rows, marks, menu, rename, filter, trash and its question break no rule of axe', async ({
    profile,
    modelServer,
  }) => {
    test.setTimeout(150_000);
    fillSessions(profile.database, { count: 300, newestMs: Date.now() });
    const panel = await (await profile.launch()).openPanel();
    await setUpProvider(panel, modelServer);
    await send(panel, 'Long answer, please');
    await panel.getByRole('button', { name: 'Stop' }).waitFor();
    await startSession(panel);
    await openSheet(panel);
    await panel.getByText('Replying').waitFor();
    expect(await brokenRules(panel), 'live').toEqual({});
    await panel.getByText('New reply').waitFor();
    expect(await brokenRules(panel), 'unread').toEqual({});

    const row = panel.locator('[data-session="s-1"] .session-open');
    await row.press('Shift+F10');
    await panel.getByRole('menuitem', { name: 'Rename' }).waitFor();
    expect(await brokenRules(panel), 'menu').toEqual({});
    await panel.getByRole('menuitem', { name: 'Rename' }).press('Enter');
    await panel.getByRole('textbox', { name: 'Session name' }).waitFor();
    expect(await brokenRules(panel), 'rename').toEqual({});
    await panel.keyboard.press('Escape');

    const field = panel.getByRole('searchbox', { name: 'Filter sessions' });
    await field.fill('Session 29');
    await panel.getByText('13 of 301').waitFor();
    expect(await brokenRules(panel), 'filtered').toEqual({});
    await field.fill('no such title');
    await panel.getByText('No title has').waitFor();
    expect(await brokenRules(panel), 'nothing found').toEqual({});
    await field.fill('');

    await panel.getByRole('radio', { name: 'Archived' }).check();
    await panel.getByText('Nothing is archived.').waitFor();
    expect(await brokenRules(panel), 'empty').toEqual({});
    await panel.getByRole('radio', { name: 'Active' }).check();
    await row.press('Delete');
    await expect(row).toHaveCount(0);
    await panel.getByRole('radio', { name: 'Trash' }).check();
    await row.press('Delete');
    await panel.getByRole('button', { name: 'Delete forever' }).waitFor();
    expect(await brokenRules(panel), 'delete forever').toEqual({});
  });
});

test('the list without a host breaks no rule of axe', async ({ profile, modelServer }) => {
  const panel = await (await launchWithoutHost(profile, modelServer)).openPanel();
  await openSheet(panel);
  await panel.getByText('Your sessions are shown here once the host is there.').waitFor();
  expect(await brokenRules(panel)).toEqual({});
});
