import { messageField, send, setUpProvider, startSession } from '../../scripts/browser/drive-panel.ts';
import { brokenRules } from '../support/browser/broken-rules.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { launchWithoutHost } from '../support/browser/without-host.ts';

test('set-up, conversation, sessions and errors break no rule of axe, in dark and light', async ({
  holdfast,
  modelServer,
}) => {
  const panel = await holdfast.openPanel();
  await panel.getByRole('heading', { name: 'Choose who answers' }).waitFor();
  expect(await brokenRules(panel), 'set-up').toEqual({});

  await setUpProvider(panel, modelServer);
  expect(await brokenRules(panel), 'new session').toEqual({});

  await send(panel, 'Show me everything');
  await panel.getByRole('button', { name: 'Copy reply' }).waitFor();
  expect(await brokenRules(panel), 'conversation').toEqual({});

  await panel.getByRole('button', { name: 'Show sessions' }).click();
  await panel.getByRole('list', { name: 'Sessions' }).waitFor();
  expect(await brokenRules(panel), 'sessions').toEqual({});
  await panel.keyboard.press('Escape');

  await setUpProvider(panel, { ...modelServer, model: 'demo-401' });
  await send(panel, 'And now?');
  await panel.getByText('The key was refused').waitFor();
  expect(await brokenRules(panel), 'error').toEqual({});
});

test('code, table, tasks, maths and an image break no rule of axe', async ({ holdfast, modelServer }) => {
  const panel = await holdfast.openPanel();
  await setUpProvider(panel, { ...modelServer, model: 'demo-markdown' });
  await send(panel, 'Everything that Markdown has?');
  await panel.getByRole('button', { name: 'Copy reply' }).waitFor();
  // Code is coloured when it comes near the screen.
  await panel.locator('pre').filter({ hasText: 'export async' }).scrollIntoViewIfNeeded();
  await panel.locator('.code-keyword').first().waitFor();
  await panel.getByRole('button', { name: 'Wrap lines' }).first().click();
  expect(await brokenRules(panel)).toEqual({});
});

test('a question that is queued, in its session and from another one, breaks no rule of axe', async ({
  profile,
  modelServer,
}) => {
  const panel = await (await launchWithoutHost(profile, modelServer)).openPanel();
  await send(panel, 'Is anybody there?');
  await panel.getByRole('button', { name: 'Edit' }).waitFor();
  expect(await brokenRules(panel), 'in its session').toEqual({});

  await startSession(panel);
  const list = panel.getByRole('list', { name: 'Unsent changes' });
  await list.getByText('Is anybody there?').waitFor();
  expect(await brokenRules(panel), 'from another session').toEqual({});

  await list.getByRole('button', { name: 'Open' }).click();
  await panel.getByRole('button', { name: 'Edit' }).click();
  await expect(messageField(panel)).toHaveValue('Is anybody there?');
  await expect(list).toBeHidden();
});

test.describe('without a host', () => {
  test.use({ hostIsRegistered: false });

  test('the card that says what to do breaks no rule of axe', async ({ holdfast }) => {
    const panel = await holdfast.openPanel();
    await panel.getByRole('heading', { name: 'One step left: install the host' }).waitFor();
    expect(await brokenRules(panel)).toEqual({});
  });
});
