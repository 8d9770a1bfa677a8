import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { saveStatus, send, setUpProvider } from '../../scripts/browser/drive-panel.ts';
import { alteredExtension } from '../support/browser/altered-extension.ts';
import { askBackground } from '../support/browser/ask-background.ts';
import { expect, test } from '../support/browser/fixtures.ts';

const BACK_WITHIN_MS = 20_000;

/** Changes how much room the browser lets the extension have; without a size: as much as ever. As long as the page is open. */
async function roomOf(panel: Page): Promise<(quotaSize?: number) => Promise<void>> {
  const devtools = await panel.context().newCDPSession(panel);
  const origin = `chrome-extension://${new URL(panel.url()).host}`;
  return async (quotaSize) => {
    await devtools.send('Storage.overrideQuotaForOrigin', { origin, ...(quotaSize !== undefined && { quotaSize }) });
  };
}

test.describe('a browser without a host', () => {
  test.use({ hostIsRegistered: false });

  test('says that nothing is saved while the browser gives no room, and saves when it does', async ({
    profile,
    modelServer,
  }) => {
    // With this permission there is no limit but the disk.
    const folder = alteredExtension(
      join(profile.userDataFolder, '..', 'extension'),
      ({ permissions, ...manifest }) => ({
        ...manifest,
        permissions: (permissions as string[]).filter((name) => name !== 'unlimitedStorage'),
      }),
    );
    const panel = await (await profile.launch({ extension: folder })).openPanelTab();
    await setUpProvider(panel, { ...modelServer, model: 'demo' });
    await send(panel, 'First');
    await expect(panel.getByRole('button', { name: 'Copy reply' })).toBeVisible();
    await expect(saveStatus(panel)).toHaveText('Saved');

    const limitRoom = await roomOf(panel);
    await limitRoom(1);
    await send(panel, 'Second');
    await expect(saveStatus(panel)).not.toHaveText(/^Saved/);
    await expect(panel.getByText(/no more room|room on the disk/).first()).toBeVisible();

    await limitRoom();
    await expect(saveStatus(panel)).toHaveText('Saved', { timeout: BACK_WITHIN_MS });
    await expect(panel.getByRole('button', { name: 'Copy reply' })).toHaveCount(2, { timeout: BACK_WITHIN_MS });
    const { hits } = await askBackground<{ hits: object[] }>(panel, 'messages/search', { query: 'Second' });
    expect(hits.length).toBeGreaterThan(0);
  });

  test('says so when the file of SQLite is missing, and goes on once it is there', async ({ profile }) => {
    const folder = alteredExtension(join(profile.userDataFolder, '..', 'extension'), (manifest) => manifest);
    const assets = join(folder, 'assets');
    const [name = ''] = readdirSync(assets).filter((file) => file.endsWith('.wasm'));
    const away = join(folder, name);
    renameSync(join(assets, name), away);
    const panel = await (await profile.launch({ extension: folder })).openPanelTab();
    await expect(panel.getByText('could not be opened').first()).toBeVisible({ timeout: BACK_WITHIN_MS });
    renameSync(away, join(assets, name));
    await expect(panel.getByRole('heading', { name: 'Choose who answers' })).toBeVisible({ timeout: BACK_WITHIN_MS });
  });
});
