import type { Page } from '@playwright/test';
import { openSession, setUpProvider } from '../../scripts/browser/drive-panel.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import type { Profile } from '../support/browser/profile.ts';
import type { ModelServer } from '../support/model-server/start-model-server.ts';
import { writeSession } from '../support/states/write-session.ts';
import { writeLongWork } from '../support/write-long-work.ts';

const FILES = 2000;
const LINES = 2000;
const PLACES = 300;
/** Blocks of 50 files or 100 lines, those that are seen and as much again above and below. */
const MOST_FILES = 250;
const MOST_LINES = 700;

async function openLongWork(profile: Profile, modelServer: ModelServer, view: string): Promise<Page> {
  writeSession(profile.database, { title: 'Long work', texts: ['A', 'B'], lastMs: Date.now(), apartMs: 1 });
  writeLongWork(profile.database, { title: 'Long work', files: FILES, lines: LINES, places: PLACES });
  const panel = await (await profile.launch()).openPanel();
  await setUpProvider(panel, modelServer);
  await openSession(panel, 'Long work');
  await panel.keyboard.press('Control+k');
  await panel.keyboard.type(view);
  await panel.keyboard.press('Enter');
  return panel;
}

test('of many files and of a long diff only what is near is drawn, by mouse and by keyboard', async ({
  profile,
  modelServer,
}) => {
  const panel = await openLongWork(profile, modelServer, 'File changes');
  const changes = panel.getByRole('region', { name: 'File changes' });
  const heads = changes.locator('.work-head');
  const head = (file: number) => changes.getByRole('button', { name: `file-${String(file).padStart(5, '0')}.ts` });
  await expect(head(0)).toBeVisible();
  await expect(changes.getByRole('list', { name: 'Files, 1 to 50 of 2000' })).toBeVisible();
  expect(await heads.count()).toBeLessThanOrEqual(MOST_FILES);

  await head(0).focus();
  await panel.keyboard.press('End');
  await expect(head(FILES - 1)).toBeFocused();
  await expect(head(FILES - 1)).toBeInViewport();
  await expect(changes.getByRole('listitem').last()).toHaveAttribute('aria-posinset', String(FILES));
  await panel.keyboard.press('ArrowUp');
  await expect(head(FILES - 2)).toBeFocused();
  expect(await heads.count()).toBeLessThanOrEqual(MOST_FILES);
  // What has the focus is kept while one scrolls away, and the keys go on from there.
  await changes.evaluate((element) => element.scrollTo(0, 0));
  await expect(head(0)).toBeInViewport();
  await panel.keyboard.press('ArrowUp');
  await expect(head(FILES - 3)).toBeFocused();
  await panel.keyboard.press('Home');
  await expect(head(0)).toBeFocused();

  await panel.keyboard.press('ArrowRight');
  const diff = changes.getByRole('region', { name: 'Diff 1 of' });
  const rows = diff.locator('tr.added');
  await expect(diff.getByText('line 1', { exact: true })).toBeVisible();
  await expect(diff.getByRole('table')).toHaveAttribute('aria-rowcount', String(LINES + 1));
  expect(await rows.count()).toBeLessThanOrEqual(MOST_LINES);
  const mostRows = await changes.evaluate(scrollThrough);
  expect(mostRows).toBeLessThanOrEqual(MOST_LINES);
  await expect(head(1)).toBeInViewport();
  await expect(diff.getByText(`line ${LINES} `)).toBeInViewport();
});

test('what is read of a long diff stays in its place while lines above it are drawn', async ({
  profile,
  modelServer,
}) => {
  const panel = await openLongWork(profile, modelServer, 'File changes');
  const changes = panel.getByRole('region', { name: 'File changes' });
  await changes.getByRole('button', { name: 'file-00000.ts' }).click();
  // Far beyond what was drawn: the heights above are guesses.
  await changes.evaluate((element) => element.scrollTo(0, 25_000));
  const number = changes.locator('tr.added').first();
  await number.waitFor();
  const moved = await changes.evaluate(scrollUp);
  expect(moved.steps).toBeGreaterThan(50);
  expect(moved.worstPx).toBeLessThanOrEqual(2);
});

test('of many places in proofs only what is near is drawn, and what was closed stays closed', async ({
  profile,
  modelServer,
}) => {
  const panel = await openLongWork(profile, modelServer, 'Proofs');
  const proofs = panel.getByRole('region', { name: 'Proofs' });
  const place = (line: number) => proofs.getByRole('button', { name: `Line ${line}, column 2`, exact: false }).first();
  await place(1).click();
  await expect(place(1)).toHaveAttribute('aria-expanded', 'false');
  expect(await proofs.locator('.work-head').count()).toBeLessThan(100);
  await panel.keyboard.press('End');
  await expect(place(PLACES)).toBeFocused();
  await expect(place(1)).toHaveCount(0);
  await panel.keyboard.press('Home');
  await expect(place(1)).toBeFocused();
  await expect(place(1)).toHaveAttribute('aria-expanded', 'false');
});

/** Scrolls half a screen at a time until the diff is above the middle; the most lines that were drawn. Runs in the page. */
async function scrollThrough(box: Element): Promise<number> {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  let most = 0;
  while ((box.querySelector('.diff-box')?.getBoundingClientRect().bottom ?? 0) > innerHeight / 2) {
    box.scrollTop += box.clientHeight / 2;
    for (let count = 0; count < 2; count += 1) await frame();
    most = Math.max(most, box.querySelectorAll('tr.added').length);
  }
  return most;
}

/** Scrolls up in steps of 100 px; how much further or less far than that a line in the middle ever went. Runs in the page. */
async function scrollUp(box: Element): Promise<{ steps: number; worstPx: number }> {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  let worstPx = 0;
  let steps = 0;
  for (; steps < 100 && box.scrollTop > 200; steps += 1) {
    const rows = [...box.querySelectorAll('tr.added')];
    const row = rows.find((one) => one.getBoundingClientRect().top > innerHeight / 2);
    const before = row?.getBoundingClientRect().top ?? 0;
    box.scrollTop -= 100;
    for (let count = 0; count < 3; count += 1) await frame();
    if (row?.isConnected) worstPx = Math.max(worstPx, Math.abs(row.getBoundingClientRect().top - before - 100));
    else return { steps, worstPx: Number.POSITIVE_INFINITY };
  }
  return { steps, worstPx };
}
