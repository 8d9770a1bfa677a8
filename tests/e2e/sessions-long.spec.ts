import type { TestInfo } from '@playwright/test';
import { openSession, setUpProvider } from '../../scripts/browser/drive-panel.ts';
import { fillSessions } from '../support/browser/fill-sessions.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { isLongRun } from '../support/browser/is-long-run.ts';

const COUNT = isLongRun ? 10_000 : 3000;
/** A windowed list draws a screen of rows and some around it, whatever its length. */
const MOST_ROWS = 200;

test(`${COUNT} sessions are scrolled to the end with few rows drawn`, async ({ profile, modelServer }, testInfo) => {
  fillSessions(profile.database, { count: COUNT, newestMs: Date.now() });
  const panel = await (await profile.launch()).openPanel();
  await setUpProvider(panel, modelServer);
  await panel.getByRole('button', { name: 'Show sessions' }).click();
  await panel.getByRole('list', { name: 'Sessions' }).getByText('Session 0', { exact: true }).waitFor();

  const metrics = await panel.context().newCDPSession(panel);
  await metrics.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busyMs = async () => {
    const { metrics: found } = await metrics.send('Performance.getMetrics');
    return (found.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000;
  };
  const before = await busyMs();

  const scrolled = await panel.evaluate(scrollToEnd);
  const perFrameMs = ((await busyMs()) - before) / scrolled.frames;

  expect(scrolled.mostRows).toBeLessThanOrEqual(MOST_ROWS);
  await expect(panel.getByText(`Session ${COUNT - 1}`, { exact: true })).toBeVisible();
  await expect(panel.locator(`[data-session="s-${COUNT - 1}"]`)).toHaveAttribute('aria-setsize', `${COUNT}`);
  await expect(panel.locator(`[data-session="s-${COUNT - 1}"]`)).toHaveAttribute('aria-posinset', `${COUNT}`);
  report(
    testInfo,
    'frame times',
    `${scrolled.frames} frames to the end of ${COUNT} sessions: median ${scrolled.medianMs} ms, 95 % ${scrolled.p95Ms} ms, longest ${scrolled.longestMs} ms, ${perFrameMs.toFixed(1)} ms of the page's thread each; at most ${scrolled.mostRows} rows drawn`,
  );
});

test('the filter finds the oldest of many sessions, and says how far it looked', async ({
  profile,
  modelServer,
}, testInfo) => {
  fillSessions(profile.database, {
    count: COUNT,
    newestMs: Date.now(),
    title: (index) => (index === COUNT - 1 ? 'Straße nach Évora' : `Session ${index}`),
  });
  const panel = await (await profile.launch()).openPanel();
  await setUpProvider(panel, modelServer);
  await panel.getByRole('button', { name: 'Show sessions' }).click();

  await panel.getByRole('list', { name: 'Sessions' }).getByText('Session 0', { exact: true }).waitFor();
  const typedAt = Date.now();
  await panel.getByRole('searchbox', { name: 'Filter sessions' }).fill('evora STRASSE');
  await panel.getByText('Straße nach Évora').waitFor();
  report(testInfo, 'filter', `the oldest of ${COUNT} sessions found ${Date.now() - typedAt} ms after it was typed`);
  await expect(panel.getByText(`1 of ${COUNT.toLocaleString('en-US')}`)).toBeVisible();

  await panel.getByRole('searchbox', { name: 'Filter sessions' }).fill('Session');
  await expect(
    panel.getByText(`${(COUNT - 1).toLocaleString('en-US')} of ${COUNT.toLocaleString('en-US')}`),
  ).toBeVisible();
  await panel.getByRole('searchbox', { name: 'Filter sessions' }).fill('');
  await openSession(panel, 'Session 3');
  await expect(panel.getByRole('heading', { name: 'Session 3', exact: true })).toBeVisible();
});

/** Measured and told, never asserted: the machine may be busy. */
function report(testInfo: TestInfo, type: string, description: string): void {
  testInfo.annotations.push({ type, description });
  console.log(description);
}

/** Turns the wheel by about a screen in each frame until there is nothing below. Runs in the page. */
async function scrollToEnd() {
  const scroller = document.querySelector('.session-scroll');
  if (!scroller) throw new Error('There is no list');
  const frames: number[] = [];
  let mostRows = 0;
  let last = performance.now();
  for (let quiet = 0; quiet < 30; ) {
    const before = scroller.scrollTop;
    scroller.scrollTop += scroller.clientHeight * 0.9;
    quiet = scroller.scrollTop > before ? 0 : quiet + 1;
    mostRows = Math.max(mostRows, document.querySelectorAll('.session-row').length);
    const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
    frames.push(now - last);
    last = now;
  }
  frames.sort((a, b) => a - b);
  const at = (part: number) => Math.round((frames[Math.floor((frames.length - 1) * part)] ?? 0) * 10) / 10;
  return { frames: frames.length, medianMs: at(0.5), p95Ms: at(0.95), longestMs: at(1), mostRows };
}
