import type { Page } from '@playwright/test';
import { openFile } from '../../native-host/database.ts';
import { messageField, openSession, setUpProvider } from '../../scripts/browser/drive-panel.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { writeSnapshots } from '../support/browser/write-snapshots.ts';

const MINUTE_MS = 60_000;
const TALK = 'Where to keep the tide table';
const TEXTS = ['Where to?', 'Into SQLite.', 'How large?', 'As large as it must be.'];

function writeTalk(database: string): void {
  const startMs = Date.now() - 50 * MINUTE_MS;
  const at = (minutes: number) => startMs + minutes * MINUTE_MS;
  const auto = { type: 'auto', trigger: { type: 'interval', minutes: 5 } } as const;
  writeSnapshots(database, {
    title: TALK,
    texts: TEXTS,
    startMs,
    snapshots: [
      { ...auto, atMs: at(1), after: 0, trigger: { type: 'session_created' } },
      { ...auto, atMs: at(10), after: 2, draft: 'And the wind?' },
      { ...auto, atMs: at(30), after: 4 },
    ],
  });
}

async function openTimeline(panel: Page): Promise<void> {
  await panel.keyboard.press('Alt+T');
  await expect(panel.getByRole('slider', { name: 'Snapshots in time' })).toBeFocused();
}

function rowsOf(database: string, sql: string): unknown[] {
  const file = openFile(database, {});
  const rows = file.prepare(sql).all();
  file.close();
  return rows;
}

test('by keyboard alone: along the line, star, name, compare, view, delete, undo, restore into a branch', async ({
  profile,
  modelServer,
}) => {
  writeTalk(profile.database);
  const panel = await (await profile.launch()).openPanel();
  await setUpProvider(panel, modelServer);
  await openSession(panel, TALK);
  await expect(panel.getByText('As large as it must be.')).toBeVisible();
  await messageField(panel).fill('Of now');
  await openTimeline(panel);
  const line = panel.getByRole('slider', { name: 'Snapshots in time' });
  const options = panel.getByRole('listbox', { name: 'Snapshots' }).getByRole('option');
  const different = panel.getByRole('region', { name: 'Differences' });
  await expect(line).toHaveAttribute('aria-valuenow', '3');
  await expect(different).toContainText('Draft');

  await panel.keyboard.press('Home');
  await expect(line).toHaveAttribute('aria-valuetext', /, automatic: New session$/);
  await panel.keyboard.press('ArrowRight');
  await expect(line).toHaveAttribute('aria-valuenow', '2');
  await expect(different).toContainText('Messages');
  await expect(different).toContainText('+2');

  await panel.keyboard.press('s');
  await expect(panel.getByRole('button', { name: 'Star' })).toHaveAttribute('aria-pressed', 'true');
  await panel.keyboard.press('F2');
  await expect(panel.getByRole('textbox', { name: 'Name of the snapshot' })).toBeFocused();
  await panel.keyboard.type('Before the size');
  await panel.keyboard.press('Enter');
  await expect(options.nth(1)).toContainText('Before the size');

  await expect(line).toBeFocused();
  await panel.keyboard.press('c');
  await panel.keyboard.press('End');
  await expect(different).toContainText('Before the size → While you worked');
  await panel.keyboard.press('c');
  await expect(different).toContainText('Since then');

  await panel.keyboard.press('ArrowLeft');
  await panel.keyboard.press('v');
  const seen = panel.getByRole('dialog', { name: 'As it was' });
  await expect(seen).toContainText('Into SQLite.');
  await expect(seen).toContainText('And the wind?');
  await expect(seen).not.toContainText('How large?');
  await panel.keyboard.press('Escape');
  await expect(seen).toBeHidden();
  await expect(line).toBeFocused();

  await panel.keyboard.press('Delete');
  await expect(options).toHaveCount(2);
  await panel.locator('.notice').getByRole('button', { name: 'Undo' }).press('Enter');
  await expect(options).toHaveCount(3);
  await expect(options.nth(1)).toHaveAttribute('aria-selected', 'true');
  await expect(options.nth(1)).toContainText('Starred');

  await panel.getByRole('button', { name: 'Restore' }).press('Enter');
  await expect(panel.getByRole('region', { name: 'Timeline' })).toBeHidden();
  await expect(messageField(panel)).toHaveValue('And the wind?');
  await expect(panel.getByText('Into SQLite.')).toBeVisible();
  await expect(panel.getByText('As large as it must be.')).toBeHidden();
  await panel.locator('.notice').getByRole('button', { name: 'Back' }).press('Enter');
  await expect(panel.getByText('As large as it must be.')).toBeVisible();
  await expect(messageField(panel)).toHaveValue('Of now');

  const branches = rowsOf(profile.database, 'SELECT message_count FROM sessions WHERE parent_session_id IS NOT NULL');
  expect(branches).toEqual([{ message_count: 2 }]);
  const before = "SELECT type, json_extract(state_json, '$.ui.draft') AS draft FROM snapshots WHERE type = 'system'";
  expect(rowsOf(profile.database, before)).toEqual([{ type: 'system', draft: 'Of now' }]);
  await openTimeline(panel);
  await panel.keyboard.press('Escape');
  await expect(panel.getByRole('region', { name: 'Timeline' })).toBeHidden();
});

test('a snapshot with a draft of 10 MB and a long reply is looked at without laying them out whole', async ({
  profile,
}) => {
  const startMs = Date.now() - 50 * MINUTE_MS;
  const draft = 'And the wind? '.repeat(750_000);
  writeSnapshots(profile.database, {
    title: TALK,
    texts: ['Where to?', 'Into **SQLite**.\n\n'.repeat(100_000)],
    startMs,
    snapshots: [{ type: 'manual', trigger: { type: 'manual' }, atMs: startMs + MINUTE_MS, after: 2, draft }],
  });
  const panel = await (await profile.launch()).openPanel();
  await openSession(panel, TALK);
  await openTimeline(panel);
  await expect(panel.getByRole('region', { name: 'Chosen snapshot' })).toContainText(TALK);
  await panel.keyboard.press('v');
  const seen = panel.getByRole('region', { name: 'Messages' });
  await expect(seen.getByText(/^100\sk of 10\s500\sk characters are shown$/)).toBeInViewport();
  await expect(seen.getByText(/^100\sk of 1\s800\sk characters are shown$/)).toBeVisible();
  expect((await seen.textContent())?.length).toBeLessThan(250_000);
  const [draftNote, replyNote] = [seen.getByRole('article').last(), seen.getByRole('article').nth(1)];
  await draftNote.getByRole('button', { name: 'Show more' }).press('Enter');
  await expect(draftNote).toContainText(/200\sk of/);
  await expect(replyNote.getByRole('button', { name: 'Show all' })).toBeVisible();
  await panel.keyboard.press('Escape');
  await expect(seen).toBeHidden();
});

test('10,000 snapshots: the whole line is there, any of them is a key away, few are drawn', async ({ profile }) => {
  const newestMs = Date.now() - MINUTE_MS;
  writeSnapshots(profile.database, { title: TALK, texts: [], startMs: newestMs, snapshots: [] });
  const file = openFile(profile.database, {});
  file
    .prepare(
      `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 10499)
       INSERT INTO snapshots (id, timestamp, type, trigger, starred, size_bytes, state_json, summary_json)
       SELECT printf('n-%05d', i), strftime('%Y-%m-%dT%H:%M:%fZ', ? - i * 60, 'unixepoch'), 'auto', '{"type":"interval"}', i % 100 = 0, 40,
         '{"ui":{"draft":""},"session":null}', json_object('title', 'Session of ' || i, 'messageCount', i, 'draft', '') FROM n`,
    )
    .run(newestMs / 1000);
  file.close();
  const panel = await (await profile.launch()).openPanel();
  await expect(panel.getByRole('button', { name: 'Views' })).toBeVisible();
  await panel.keyboard.press('Control+k');
  await panel.getByRole('combobox', { name: 'Find an action' }).fill('snapshot');
  await panel.getByRole('option', { name: 'Take a snapshot' }).click();
  await panel.locator('.notice').getByRole('button', { name: 'Show' }).click();
  await expect(panel.getByRole('region', { name: 'Chosen snapshot' })).toContainText('Taken by you');
  await panel.getByRole('radio', { name: 'All', exact: true }).check();
  await expect(panel.getByText(/The newest 10\s000 are shown/)).toBeVisible();
  const line = panel.getByRole('slider', { name: 'Snapshots in time' });
  await line.press('Home');
  const list = panel.getByRole('listbox', { name: 'Snapshots' });
  await expect(list).toContainText('Session of 9998');
  expect(await list.getByRole('option').count()).toBeLessThan(60);
  const box = await line.boundingBox();
  await line.click({ position: { x: (box?.width ?? 0) / 2, y: 20 } });
  await expect(panel.getByRole('region', { name: 'Chosen snapshot' })).toContainText(/Session of (4[5-9]|5[0-5])\d\d/);
  await list.press('PageDown');
  await expect(list).toBeFocused();
});
