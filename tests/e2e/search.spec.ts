import { conversation, openSession, setUpProvider } from '../../scripts/browser/drive-panel.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { runningHost } from '../support/browser/host-process.ts';
import { MANY_TURNS, TIDE_TABLE } from '../support/states/talks.ts';
import { writeSession } from '../support/states/write-session.ts';

const HOUR_MS = 3_600_000;

test('by keyboard alone: found, opened at its message, and back to what was found', async ({
  profile,
  modelServer,
}) => {
  const long = Array.from({ length: 200 }, (_, index) => `Filler ${index} of a long talk. `.repeat(6));
  long[120] = `${'Before it. '.repeat(400)}Here is an Ornithopter.`;
  writeSession(profile.database, { title: 'Checkpoints', texts: MANY_TURNS, apartMs: 60_000, lastMs: Date.now() });
  writeSession(profile.database, { title: 'A long talk', texts: long, apartMs: 1000, lastMs: Date.now() - HOUR_MS });
  const panel = await (await profile.launch()).openPanel();
  await setUpProvider(panel, modelServer);
  await openSession(panel, 'Checkpoints');

  await panel.keyboard.press('ControlOrMeta+Shift+F');
  const field = panel.getByRole('combobox', { name: 'Search everything' });
  await expect(field).toBeFocused();
  await panel.keyboard.type('ORNITHOPTER');
  await expect(panel.getByRole('option')).toHaveCount(1);
  await expect(panel.getByRole('option', { selected: true })).toContainText('Here is an Ornithopter.');
  await panel.keyboard.press('Enter');

  await expect(panel.getByRole('heading', { level: 1, name: 'A long talk' })).toBeVisible();
  const row = conversation(panel).locator('[data-row="121"]');
  await expect(row).toBeFocused();
  await expect(row).toHaveAttribute('data-found', '');
  // As text: scripts are compiled without the browser's types. The word stands at the end of a row that is higher than the panel.
  const wordTop = `(() => {
    const [range] = CSS.highlights.get('found') ?? [];
    const log = document.querySelector('.log').getBoundingClientRect();
    const word = range?.getBoundingClientRect();
    return word && word.top > log.top && word.bottom < log.bottom ? range.toString() : 'not in view';
  })()`;
  await expect.poll(() => panel.evaluate<string>(wordTop)).toBe('Ornithopter');

  await panel.keyboard.press('ControlOrMeta+Shift+F');
  await expect(field).toHaveValue('ORNITHOPTER');
  await expect(field).toBeFocused();
  await panel.keyboard.type('page');
  await expect(panel.getByRole('option').nth(40)).toBeVisible();
  await expect(panel.getByRole('option').first()).toHaveAttribute('aria-selected', 'true');
  for (let step = 0; step < 55; step++) await panel.keyboard.press('ArrowDown');
  await expect(panel.getByRole('option', { selected: true })).toBeInViewport();
  await expect(panel.getByText('60 found')).toBeVisible();
  await panel.keyboard.press('Escape');
  await expect(row).toBeVisible();
});

test('a search in one session, and of one kind of message, and after the host was away', async ({
  profile,
  modelServer,
}) => {
  for (const [title, ago] of [
    ['First table', 2],
    ['Second table', 1],
  ] as const) {
    const texts = TIDE_TABLE.slice(0, 2);
    writeSession(profile.database, { title, texts, apartMs: 1000, lastMs: Date.now() - ago * HOUR_MS });
  }
  profile.registerHost();
  const browser = await profile.launch();
  const panel = await browser.openPanel();
  await setUpProvider(panel, modelServer);
  await openSession(panel, 'First table');
  await panel.keyboard.press('ControlOrMeta+Shift+F');
  await panel.getByRole('combobox', { name: 'Search everything' }).fill('tabl');
  // Two titles, and a question and an answer in both.
  await expect(panel.getByText('6 found')).toBeVisible();
  await panel.getByRole('button', { name: 'Filters' }).click();
  await panel.getByRole('radio', { name: 'This session' }).check();
  await expect(panel.getByText('3 found')).toBeVisible();
  await panel.getByRole('combobox', { name: 'Written by' }).selectOption('Replies');
  await expect(panel.getByText('1 found')).toBeVisible();
  await panel.getByRole('button', { name: 'Clear filters' }).click();
  await expect(panel.getByText('6 found')).toBeVisible();

  profile.unregisterHost();
  process.kill(runningHost(browser.pid()), 'SIGKILL');
  await panel.locator('.banner').waitFor();
  await panel.getByRole('combobox', { name: 'Search everything' }).fill('tide');
  await expect(panel.getByText('The search continues')).toBeVisible();
  profile.registerHost();
  await expect(panel.getByText('2 found')).toBeVisible({ timeout: 30_000 });
});
