import { setUpProvider } from '../../scripts/browser/drive-panel.ts';
import { brokenRules } from '../support/browser/broken-rules.ts';
import { fillSessions } from '../support/browser/fill-sessions.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { hostProcess } from '../support/browser/host-process.ts';

test('a host that does not answer: the list says that it loads, then that it failed, and reads again', async ({
  profile,
  modelServer,
}) => {
  test.setTimeout(120_000);
  fillSessions(profile.database, { count: 300, newestMs: Date.now() });
  const browser = await profile.launch();
  const panel = await browser.openPanel();
  await setUpProvider(panel, modelServer);
  await panel.getByRole('button', { name: 'Show sessions' }).click();
  await panel.getByText('Session 0', { exact: true }).waitFor();
  const pid = hostProcess(browser.pid());
  if (pid === undefined) throw new Error('the browser has started no host');

  process.kill(pid, 'SIGSTOP');
  try {
    await panel.getByRole('radio', { name: 'Archived' }).check();
    await panel.getByText('Loading sessions').waitFor({ state: 'attached' });
    expect(await brokenRules(panel), 'loading').toEqual({});
    await panel.getByText('No answer in time. Try again.').waitFor({ timeout: 60_000 });
    expect(await brokenRules(panel), 'failed').toEqual({});
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await panel.getByRole('button', { name: 'Try again' }).click();
  await expect(panel.getByText('Nothing is archived.')).toBeVisible();
});
