import { send, setUpProvider } from '../../../scripts/browser/drive-panel.ts';
import { answerInstead } from '../browser/answer-instead.ts';
import { runningHost } from '../browser/host-process.ts';
import { openOptions } from '../browser/open-options.ts';
import type { Journey, Setting } from './journey.ts';
import { writeTalk } from './open-talk.ts';
import { keptCopy } from './place-answers.ts';

/** Where the data is, as the options tell it. */
export const place: Journey = {
  name: 'Where your data is',
  widths: [320, 800],
  isServerAllowed: true,
  states: {
    'place-embedded': 'In the browser: how much, how safe it is there, and the steps to a host.',
    'place-not-promised': 'The browser was asked to keep it, and promised nothing.',
    'place-host-found': 'A host is there: the way into it.',
    'backups-embedded': 'Backups, without a host: what there is instead.',
    'privacy-embedded': 'Privacy, without a host.',
    'place-native': 'In the host.',
    'place-kept': 'After moving: the copy that stays in the browser.',
    'place-remove-asked': 'Before it is removed sooner.',
    'place-host-gone': 'The host is gone: how to install it, or to go on without it.',
    'place-use-embedded': 'What going on without it means.',
  },

  async walk(setting, visit) {
    await inBrowser(setting, visit);
    await inHost(setting, visit);
  },
};

async function inBrowser({ profile, server }: Setting, visit: Parameters<Journey['walk']>[1]): Promise<void> {
  const browser = await profile.launch();
  const panel = await browser.openPanel();
  await setUpProvider(panel, server);
  await send(panel, 'Where does what I write here go?');
  await panel.getByRole('button', { name: 'Copy reply' }).waitFor();
  const page = await openOptions(browser, 'place', async (opened) => {
    await opened.addInitScript('navigator.storage.persist = async () => false');
  });
  const ask = page.getByRole('button', { name: 'Ask the browser to keep it' });
  await answerInstead(page, { 'store/place': { fields: { embedded: { isPersistent: false } } } });
  await visit(page, 'place-embedded', () => ask.waitFor());
  await ask.click();
  await visit(page, 'place-not-promised', () => page.getByText('it did not promise').waitFor());
  profile.registerHost();
  await page.getByRole('button', { name: /^Look/ }).click();
  await visit(page, 'place-host-found', () => page.getByRole('button', { name: 'Move everything…' }).waitFor());
  await page.getByRole('link', { name: 'Backups', exact: true }).click();
  await visit(page, 'backups-embedded', () => page.getByText('Make one yourself').waitFor());
  await page.getByRole('link', { name: 'Privacy', exact: true }).click();
  await visit(page, 'privacy-embedded', () => page.getByText('What the browser keeps').waitFor());
  await browser.worker.evaluate(`chrome.storage.local.remove('store.place')`);
  await browser.close();
}

async function inHost(setting: Setting, visit: Parameters<Journey['walk']>[1]): Promise<void> {
  const { profile } = setting;
  writeTalk(setting);
  const browser = await profile.launch();
  const page = await openOptions(browser, 'place');
  await visit(page, 'place-native', () => page.getByText('holdfast.db').first().waitFor());
  await answerInstead(page, keptCopy());
  const remove = page.getByRole('button', { name: 'Remove the copy' });
  await visit(page, 'place-kept', () => remove.waitFor());
  await remove.click();
  await visit(page, 'place-remove-asked', () => page.getByRole('button', { name: 'Remove it', exact: true }).waitFor());
  await answerInstead(page, {});
  await page.getByText('holdfast.db').first().waitFor();
  profile.unregisterHost();
  process.kill(runningHost(browser.pid()), 'SIGKILL');
  const use = page.getByRole('button', { name: 'Use a store in this browser' });
  await visit(page, 'place-host-gone', () => use.waitFor());
  await use.click();
  await visit(page, 'place-use-embedded', () => page.getByRole('button', { name: 'Use this browser' }).waitFor());
}
