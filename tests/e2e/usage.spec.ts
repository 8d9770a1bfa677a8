import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { openDatabase } from '../../native-host/database.ts';
import { messageField, replies, send, setUpProvider } from '../../scripts/browser/drive-panel.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { writeSession } from '../support/states/write-session.ts';
import { USED_MODELS, writeUsage } from '../support/write-usage.ts';

const DAY_MS = 24 * 3_600_000;

/** The figure of that name at the top of the view. */
const figure = (panel: Page, name: string) =>
  panel.locator('.usage-totals > div').filter({ hasText: name }).locator('strong');

test('usage is read with the keyboard, as numbers, of one model, and as files; a new reply is counted', async ({
  profile,
  modelServer,
}) => {
  const toMs = Date.now() - 1.5 * DAY_MS;
  writeSession(profile.database, { title: 'Weeks of it', texts: ['A', 'B'], lastMs: toMs, apartMs: 1 });
  const db = openDatabase(profile.database);
  writeUsage(db, {
    fromMs: toMs - 60 * DAY_MS,
    toMs,
    events: 600,
    sessions: ['gone'],
    models: USED_MODELS,
    balanceUsd: 62.4,
  });
  db.close();
  const panel = await (await profile.launch()).openPanel();
  const refused: string[] = [];
  panel.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) refused.push(message.text());
  });
  await setUpProvider(panel, modelServer);
  const hadFocus = panel.evaluate(hasFocusAtFirstSight);
  await panel.keyboard.press('Alt+U');
  expect(await hadFocus, 'the keys of who presses one at once').toBe(true);
  await expect(panel.getByText('Counted and kept on this computer')).toBeVisible();
  await panel.keyboard.press('Escape');
  await expect(messageField(panel)).toBeVisible();
  await panel.keyboard.press('Alt+U');
  const chart = panel.getByRole('slider', { name: 'Cost, over time' });
  const words = panel.locator('.chart-words').first();
  await expect(words).toHaveText(/^Total: \$/);
  const replied = Number(await figure(panel, 'Replies').textContent());

  await chart.focus();
  await panel.keyboard.press('Home');
  const first = await words.textContent();
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft'])
    await panel.keyboard.press(key);
  await expect(words).toHaveText(String(first));
  await expect(chart).toHaveAttribute('aria-valuetext', String(first));
  await expect(chart).toHaveAttribute('aria-valuenow', '1');
  await panel.keyboard.press('End');
  await expect(words).toHaveText(/: \$0$/);
  while (/: \$0$/.test(String(await words.textContent()))) await panel.keyboard.press('ArrowLeft');
  const [day = '', cost = ''] = String(await words.textContent()).split(': ');

  await panel.keyboard.press('Tab');
  await panel.keyboard.press('Enter');
  const table = panel.getByRole('table', { name: 'Cost, over time' });
  await expect(table.getByRole('row', { name: day })).toContainText(cost);

  const model = panel.getByRole('list', { name: 'Models' }).getByRole('button').first();
  const name = String(await model.locator('.usage-name').textContent());
  await model.focus();
  await panel.keyboard.press('Enter');
  await expect(panel.getByRole('slider', { name: `Cost: ${name}, over time` })).toBeVisible();
  await expect(model).toHaveAttribute('aria-pressed', 'true');
  await expect(words).toContainText(String(await model.locator('.usage-facts').textContent()).split(' · ')[0] ?? '');

  const download = panel.waitForEvent('download');
  await panel.getByRole('button', { name: 'Save as CSV' }).press('Enter');
  const saved = await download;
  expect(saved.suggestedFilename()).toMatch(/^holdfast-usage-.*-by-model\.csv$/);
  const lines = readFileSync(await saved.path(), 'utf8').split('\r\n');
  expect(lines[0]).toMatch(/^start,end,scope,/);
  const all = lines.map((line) => line.split(',')).filter(([, , scope]) => scope === 'all');
  expect(all.reduce((sum, line) => sum + Number(line[6]), 0)).toBe(replied);

  const seen = panel.waitForEvent('download');
  await panel.getByRole('button', { name: 'Save balance as CSV' }).press('Enter');
  const balance = await seen;
  expect(balance.suggestedFilename()).toMatch(/^holdfast-balance-\d{4}-\d\d-\d\d\.csv$/);
  const [head, ...points] = readFileSync(await balance.path(), 'utf8')
    .trimEnd()
    .split('\r\n');
  expect([head, points.length > 10]).toEqual(['timestamp,usd,diem,source', true]);
  expect(points).toEqual([...points].sort());

  await panel.keyboard.press('Escape');
  await send(panel, 'And this one?');
  await expect(replies(panel).last()).toContainText(/\$|cost unknown/);
  await panel.keyboard.press('Alt+U');
  await expect(figure(panel, 'Replies')).toHaveText(String(replied + 1));
  expect(refused).toEqual([]);
});

/** Runs in the page: whether the view has the focus once it is in the document, before it is painted. */
function hasFocusAtFirstSight(): Promise<boolean> {
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      const view = document.querySelector('.usage');
      if (!view) return;
      observer.disconnect();
      resolve(view.contains(document.activeElement));
    });
    observer.observe(document.body, { childList: true, subtree: true });
  });
}
