import { messageField, questions, saveStatus, send, setUpProvider } from '../../scripts/browser/drive-panel.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { openOptions } from '../support/browser/open-options.ts';
import { launchWithoutHost, quit } from '../support/browser/without-host.ts';

test.describe('without a host', () => {
  test.use({ hostIsRegistered: false });

  test('the panel says where the history is until that is dismissed, and finds a host by itself', async ({
    profile,
    holdfast,
    modelServer,
  }) => {
    const panel = await holdfast.openPanel();
    await setUpProvider(panel, modelServer);
    await send(panel, 'Where does this go?');
    await expect(saveStatus(panel)).toHaveText('Saved');
    const note = panel.getByText('Your history lives in this browser profile');
    await expect(note).toBeVisible();
    await panel.getByRole('button', { name: 'Keep it outside' }).click();
    const dialog = panel.getByRole('dialog', { name: 'Keep your history outside the browser' });
    await dialog.getByRole('button', { name: /^Look/ }).click();
    await expect(dialog.getByText('It is not installed on this machine')).toBeVisible();
    await panel.keyboard.press('Escape');
    await expect(panel.getByRole('button', { name: 'Keep it outside' })).toBeFocused();
    await panel.getByRole('button', { name: 'Do not show this again' }).click();
    await expect(note).toBeHidden();
    await quit(holdfast, panel);

    const later = await profile.launch();
    const again = await later.openPanel();
    await expect(saveStatus(again)).toHaveText('Saved');
    await expect(again.getByText('Your history lives in this browser profile')).toBeHidden();
    profile.registerHost();
    const page = await openOptions(later, 'place');
    await page.getByRole('button', { name: /^Look/ }).click();
    await expect(page.getByText('It is installed and running.')).toBeVisible();
    await expect(again.getByText('The host is there.')).toBeVisible();
    await again.getByRole('button', { name: 'Not now' }).click();
    await expect(again.getByText('The host is there.')).toBeHidden();
    await again.keyboard.press('Control+k');
    await again.keyboard.type('Move everything');
    await again.keyboard.press('Enter');
    await expect(again.getByRole('dialog', { name: 'Move into the host' })).toBeVisible();
  });
});

test('a panel whose host is gone goes on in the browser when a person says so, and sends there what waited', async ({
  profile,
  modelServer,
}) => {
  // A host counts as gone after a while only.
  const browser = await launchWithoutHost(profile, modelServer);
  const panel = await browser.openPanel();
  await send(panel, 'Who keeps this?');
  await expect(saveStatus(panel)).toContainText('Queued');
  await panel.getByRole('button', { name: 'What you can do' }).click({ timeout: 20_000 });
  const dialog = panel.getByRole('dialog', { name: 'The host is away' });
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
  await panel.getByRole('button', { name: 'What you can do' }).click();
  await dialog.getByRole('button', { name: 'Use this browser' }).click();
  await expect(dialog).toBeHidden();
  await expect(saveStatus(panel)).toHaveText('Saved');
  await expect(questions(panel)).toContainText(['Who keeps this?']);
  await expect(messageField(panel)).toBeVisible();
  const page = await openOptions(browser, 'place');
  await expect(page.getByRole('heading', { name: 'The store in this browser' })).toBeVisible();
});

test('with a host the provider is set up without a question of the browser', async ({ holdfast, modelServer }) => {
  const panel = await holdfast.openPanel();
  await panel.addInitScript(`{
    const { permissions } = globalThis.browser ?? chrome;
    globalThis.askedFor = [];
    permissions.request = async (asked) => (globalThis.askedFor.push(asked), false);
  }`);
  await panel.reload();
  await setUpProvider(panel, modelServer);
  expect(await panel.evaluate('globalThis.askedFor')).toEqual([]);
});
