import { alteredExtension } from '../../scripts/browser/altered-extension.ts';
import {
  messageField,
  openSession,
  saveStatus,
  send,
  setUpProvider,
  startSession,
} from '../../scripts/browser/drive-panel.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { runningHost } from '../support/browser/host-process.ts';
import { launchWithoutHost, quit } from '../support/browser/without-host.ts';

test('a question asked without a host survives a killed browser, and is asked once when the host is there', async ({
  profile,
  modelServer,
}) => {
  const second = await launchWithoutHost(profile, modelServer);
  const without = await second.openPanel();
  await send(without, 'Is anybody there?');
  await expect(saveStatus(without)).toContainText('Queued');
  await second.kill();

  const third = await profile.launch();
  const panel = await third.openPanel();
  // The panel after the kill knows of it, and does not call it saved.
  await expect(saveStatus(panel)).toContainText('Queued');
  await expect(panel.getByText('Is anybody there?').first()).toBeVisible();
  profile.registerHost();
  await expect
    .poll(() => profile.messages().map(({ role, status }) => [role, status]))
    .toEqual([
      ['user', 'complete'],
      ['assistant', 'complete'],
    ]);
  await panel.reload();
  await expect(saveStatus(panel)).toHaveText('Saved');
  expect(profile.messages()[0]?.content).toBe('Is anybody there?');
  expect(modelServer.requests.filter(({ path }) => path.endsWith('/chat/completions')).length).toBe(1);
});

test('a question that is queued survives an update of the extension, and is asked once', async ({
  profile,
  modelServer,
}, testInfo) => {
  const before = await launchWithoutHost(profile, modelServer);
  const asking = await before.openPanel();
  await send(asking, 'Who are you now?');
  await expect(saveStatus(asking)).toContainText('Queued');
  await before.close();

  const later = alteredExtension(testInfo.outputPath('later'), (manifest) => ({ ...manifest, version: '999.0' }));
  const panel = await (await profile.launch({ extension: later })).openPanel();
  expect(await panel.evaluate('chrome.runtime.getManifest().version')).toBe('999.0');
  await expect(saveStatus(panel)).toContainText('Queued');
  await expect(panel.getByText('Who are you now?').first()).toBeVisible();
  profile.registerHost();
  await expect.poll(() => profile.messages().map(({ status }) => status)).toEqual(['complete', 'complete']);
  expect(profile.messages()[0]?.content).toBe('Who are you now?');
  expect(modelServer.requests.filter(({ path }) => path.endsWith('/chat/completions')).length).toBe(1);
});

test('a question that waited for more than ten minutes asks before it goes', async ({ profile, modelServer }) => {
  const before = await launchWithoutHost(profile, modelServer);
  const asking = await before.openPanel();
  await send(asking, 'Still of interest?');
  await expect(saveStatus(asking)).toContainText('Queued');
  await asking.evaluate(MAKE_OLDER);
  await quit(before, asking);

  profile.registerHost();
  const panel = await (await profile.launch()).openPanel();
  const question = panel.getByRole('article', { name: 'You' });
  await expect(question).toContainText('Not saved: Waited for more than 10 minutes');
  await expect(question).toContainText('Still of interest?');
  expect(profile.messages()).toEqual([]);
  await question.getByRole('button', { name: 'Send now' }).click();
  await expect.poll(() => profile.messages().map(({ status }) => status)).toEqual(['complete', 'complete']);
  await expect(saveStatus(panel)).toHaveText('Saved');
});

/** Eleven minutes older, whatever waits. As text: the tests are compiled without the browser's types. */
const MAKE_OLDER = `new Promise((resolve, reject) => {
  const opening = indexedDB.open('holdfast');
  opening.onerror = reject;
  opening.onsuccess = () => {
    const work = opening.result.transaction('changes', 'readwrite', { durability: 'strict' });
    work.oncomplete = () => resolve(opening.result.close());
    work.onerror = reject;
    const store = work.objectStore('changes');
    store.openCursor().onsuccess = ({ target: { result: cursor } }) => {
      if (!cursor) return;
      cursor.update({ ...cursor.value, queuedAt: cursor.value.queuedAt - 11 * 60_000 });
      cursor.continue();
    };
  };
})`;

test('what is typed without a host does not replace the draft that could not be read', async ({
  profile,
  modelServer,
}) => {
  const second = await launchWithoutHost(profile, modelServer, async (before) => {
    await messageField(before).fill('Typed before.');
    await expect(saveStatus(before)).toHaveText('Saved');
  });
  const without = await second.openPanel();
  await expect(saveStatus(without)).toHaveText('Not connected');
  await messageField(without).fill('Typed without seeing it.');
  await expect(saveStatus(without)).toContainText('Queued');
  await second.kill();
  profile.registerHost();

  const panel = await (await profile.launch()).openPanel();
  await expect(messageField(panel)).toHaveValue('Typed before.\n\nTyped without seeing it.');
  await expect(saveStatus(panel)).toHaveText('Saved');
});

test('a queued question that is discarded leaves nothing that waits, unless that is undone', async ({
  profile,
  modelServer,
}) => {
  profile.registerHost();
  const browser = await profile.launch();
  const panel = await browser.openPanel();
  await setUpProvider(panel, modelServer);
  await send(panel, 'Asked before');
  await expect(panel.getByRole('button', { name: 'Copy reply' })).toBeVisible();
  await expect(saveStatus(panel)).toHaveText('Saved');
  profile.unregisterHost();
  process.kill(runningHost(browser.pid()), 'SIGKILL');
  await panel.locator('.banner').waitFor();
  await send(panel, 'Asked in vain');
  await panel.getByRole('button', { name: 'Edit', exact: true }).waitFor();
  await startSession(panel);

  const list = panel.getByRole('list', { name: 'Unsent changes' });
  const discard = list.getByRole('button', { name: 'Discard' });
  await discard.click();
  await expect(list).toBeHidden();
  await expect(saveStatus(panel)).toHaveText('Not connected');
  await panel.getByRole('button', { name: 'Undo' }).click();
  await expect(list).toContainText('Asked in vain');
  await expect(saveStatus(panel)).toContainText('Queued');
  await discard.click();
  await expect(saveStatus(panel)).toHaveText('Not connected');

  profile.registerHost();
  await expect(saveStatus(panel)).toHaveText('Saved');
  await panel.reload();
  await openSession(panel, 'Asked before');
  await expect(panel.getByRole('article', { name: 'You' })).toHaveText(/Asked before/);
  await expect(messageField(panel)).toHaveValue('');
  expect(profile.messages().map(({ role }) => role)).toEqual(['user', 'assistant']);
});

test('a queued question that another session tells of is opened from there, and taken back to be changed', async ({
  profile,
  modelServer,
}) => {
  const panel = await (await launchWithoutHost(profile, modelServer)).openPanel();
  await send(panel, 'Is anybody there?');
  await panel.getByRole('button', { name: 'Edit', exact: true }).waitFor();
  await startSession(panel);
  const list = panel.getByRole('list', { name: 'Unsent changes' });
  await list.getByText('Is anybody there?').waitFor();
  await list.getByRole('button', { name: 'Open' }).click();
  await panel.getByRole('button', { name: 'Edit', exact: true }).click();
  await expect(messageField(panel)).toHaveValue('Is anybody there?');
  await expect(list).toBeHidden();
});
