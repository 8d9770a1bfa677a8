import { alteredExtension } from '../../scripts/browser/altered-extension.ts';
import { send, setUpProvider } from '../../scripts/browser/drive-panel.ts';
import { expect, test } from '../support/browser/fixtures.ts';

test('a reply that is done while no panel is in view is told by the system, if one wants that', async ({
  profile,
  modelServer,
}, testInfo) => {
  // Where a person has allowed notifications: no test can click what the browser asks.
  const allowed = alteredExtension(testInfo.outputPath('allowed'), ({ permissions, ...manifest }) => ({
    ...manifest,
    permissions: [...(permissions as string[]), 'notifications'],
  }));
  const browser = await profile.launch({ extension: allowed });
  const panel = await browser.openPanel();
  await setUpProvider(panel, modelServer);
  const shown = () => browser.worker.evaluate('chrome.notifications.getAll().then((all) => Object.keys(all).length)');

  await send(panel, 'Nobody wants to be told of this');
  await expect(panel.getByRole('button', { name: 'Copy reply' })).toHaveCount(1);
  await panel.evaluate(TURN_ON);
  await panel.reload();
  await send(panel, 'This one is seen');
  await expect(panel.getByRole('button', { name: 'Copy reply' })).toHaveCount(2);
  expect(await shown()).toBe(0);

  await panel.evaluate(HIDE);
  await send(panel, 'And this one is not');
  await expect.poll(shown).toBe(1);
});

// As text: the tests are compiled without the browser's types.
const TURN_ON = `
  const settings = JSON.parse(localStorage['sidepanel.settings']);
  settings.notifications.replyDone = true;
  localStorage['sidepanel.settings'] = JSON.stringify(settings);
`;
const HIDE = `
  Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
  document.dispatchEvent(new Event('visibilitychange'));
`;
