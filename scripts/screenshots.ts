import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { fillSessions } from '../tests/support/browser/fill-sessions.ts';
import {
  conversation,
  openSession,
  replies,
  replyText,
  saveStatus,
  send,
  setUpProvider,
  startSession,
} from './browser/drive-panel.ts';
import { ensureBrowser } from './browser/install-browser.ts';
import { launchBrowser } from './browser/launch-browser.ts';
import { registerHost } from './browser/register-host.ts';
import { build } from './build.ts';
import { startDemoProvider } from './demo/demo-provider.ts';
import { OLDER_TITLE, writeOlderSession } from './demo/older-session.ts';
import { EXTENSION, ROOT } from './repository.ts';

interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'dark' | 'light';
  /** The question and the beginning of the answer say more than its end. */
  readonly fromStart?: boolean;
  /** Scrolled from the end; up is negative. */
  readonly scrollPx?: number;
  /** What the panel says of saving. */
  readonly saying?: 'Saved' | 'Queued';
}

const IMAGES = join(ROOT, 'docs', 'images');
const QUESTIONS = ['How do WAL files keep a commit?', 'Words for a calm error message', 'What does Holdfast keep?'];
const OLDER_TITLES = [
  'Tide tables for Saint-Malo',
  'Rewrite the release notes for people who were on holiday',
  'Compare three queue designs',
  'Zürich to Trieste by train',
  'Untangle the retry logic',
  'Letter to the landlord',
  'Why is this query slow?',
];
const HOUR_MS = 3_600_000;
const REPLY_WAIT_MS = 30_000;
/** Layout follows a new width, and the conversation its end, within a few frames. */
const SETTLE_MS = 200;

await build();
const { executable } = await ensureBrowser();
const folder = mkdtempSync(join(tmpdir(), 'holdfast-screenshots-'));
const userDataFolder = join(folder, 'profile');
writeOlderSession(join(folder, 'home'), Date.now());
registerHost({ userDataFolder, home: join(folder, 'home') });
// Weeks of work, so that the list looks as it does for somebody who uses it.
fillSessions(join(folder, 'home', 'holdfast.db'), {
  count: 120,
  newestMs: Date.now() - 20 * HOUR_MS,
  apartMs: 7 * HOUR_MS,
  title: (index) => OLDER_TITLES[index % OLDER_TITLES.length] ?? '',
});
const provider = await startDemoProvider(folder, {});
const launch = { executable, extension: EXTENSION, userDataFolder };
let browser = await launchBrowser(launch);
try {
  mkdirSync(IMAGES, { recursive: true });
  let panel = await browser.openPanel();
  await panel.getByRole('heading', { name: 'Choose who answers' }).waitFor();
  await take(panel, 'set-up-light', { colorScheme: 'light' });

  await setUpProvider(panel, provider);
  for (const question of QUESTIONS) {
    await startSession(panel);
    await send(panel, question);
    await panel.getByRole('button', { name: 'Copy reply' }).waitFor({ timeout: REPLY_WAIT_MS });
  }
  await take(panel, 'panel-dark', { fromStart: true });
  await take(panel, 'panel-light', { fromStart: true, colorScheme: 'light' });
  await panel.keyboard.press('Control+k');
  await panel.getByRole('dialog').waitFor();
  await take(panel, 'palette-dark');
  await panel.keyboard.press('Escape');
  await take(panel, 'narrow-light', { fromStart: true, width: 320, colorScheme: 'light' });
  await take(panel, 'wide-dark', { fromStart: true, width: 900, height: 640 });

  await setUpProvider(panel, { ...provider, model: 'demo-markdown' });
  await startSession(panel);
  await send(panel, 'How do I keep a reply that is still coming?');
  await panel.getByRole('button', { name: 'Copy reply' }).waitFor({ timeout: REPLY_WAIT_MS });
  await take(panel, 'markdown-light', { width: 320, height: 900, colorScheme: 'light' });
  await take(panel, 'code-dark', { fromStart: true, height: 900 });

  await panel.getByRole('button', { name: 'Show sessions' }).click();
  await panel.getByRole('list', { name: 'Sessions' }).waitFor();
  await take(panel, 'sessions-dark');
  await panel.getByRole('searchbox', { name: 'Filter sessions' }).fill('zuri');
  await take(panel, 'sessions-filter-light', { width: 320, colorScheme: 'light' });
  await panel.keyboard.press('Escape');
  await panel.keyboard.press('Escape');

  await openSession(panel, OLDER_TITLE);
  await replyText(panel).getByText('WITHOUT ROWID').waitFor();
  await take(panel, 'days-light', { scrollPx: -420, colorScheme: 'light' });
  await take(panel, 'days-narrow-dark', { scrollPx: -420, width: 320 });

  await setUpProvider(panel, { ...provider, model: 'demo-reasoning' });
  await startSession(panel);
  await send(panel, 'Think, then use your tools');
  await replies(panel)
    .getByText(/^Reasoned/)
    .waitFor();
  await setUpProvider(panel, { ...provider, model: 'demo-tools' });
  await send(panel, 'Go on');
  await replies(panel).last().getByText('list_files').waitFor();
  await replies(panel)
    .first()
    .getByText(/^Reasoned/)
    .click();
  await replies(panel).last().getByText('read_file').click();
  await take(panel, 'reply-parts-dark');
  await take(panel, 'reply-parts-wide-light', { width: 900, height: 640, colorScheme: 'light' });

  await setUpProvider(panel, { ...provider, model: 'demo-401' });
  await startSession(panel);
  await send(panel, 'Is my key still good?');
  await panel.getByText('The key was refused').waitFor();
  await take(panel, 'error-dark');

  await setUpProvider(panel, { ...provider, model: provider.slowModel });
  await startSession(panel);
  // Settings reach the disk when the browser is closed; a kill could take them.
  await browser.close();
  browser = await launchBrowser(launch);
  panel = await browser.openPanel();
  await startSession(panel);
  await send(panel, 'Tell me a long story');
  await replyText(panel).getByText('Sentence 2').waitFor({ timeout: REPLY_WAIT_MS });
  await take(panel, 'streaming-dark');
  await startSession(panel);
  await panel.getByRole('button', { name: 'Show sessions' }).click();
  await panel.getByText('Replying').waitFor();
  await take(panel, 'sessions-live-light', { colorScheme: 'light' });
  await panel.keyboard.press('Escape');
  await openSession(panel, 'Tell me a long story');
  await replyText(panel).getByText('Sentence 2').waitFor({ timeout: REPLY_WAIT_MS });
  await browser.kill();
  browser = await launchBrowser(launch);
  panel = await browser.openPanel();
  await openSession(panel, 'Tell me a long story');
  await panel.getByText('Stopped before it was finished').waitFor();
  await take(panel, 'interrupted-dark');

  await browser.close();
  rmSync(join(userDataFolder, 'NativeMessagingHosts'), { recursive: true });
  browser = await launchBrowser(launch);
  panel = await browser.openPanel();
  await startSession(panel);
  await send(panel, 'Where does the tide table come from?');
  await take(panel, 'queued-light', { saying: 'Queued', colorScheme: 'light' });
  await startSession(panel);
  await take(panel, 'queued-elsewhere-dark', { saying: 'Queued' });
} finally {
  await browser.close();
  provider.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

/** A picture of the real side panel, as wide as a person would drag it. */
async function take(panel: Page, name: string, look: Look = {}): Promise<void> {
  const { width = 400, height = 720, colorScheme = 'dark', fromStart = false, scrollPx = 0, saying = 'Saved' } = look;
  await saveStatus(panel)
    .getByText(saying === 'Saved' ? /^Saved$/ : /^Queued/)
    .waitFor();
  await panel.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  const session = await panel.context().newCDPSession(panel);
  await session.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 2, mobile: false });
  await panel.waitForTimeout(SETTLE_MS);
  if (fromStart || scrollPx !== 0) {
    await conversation(panel).hover();
    await panel.mouse.wheel(0, 100_000);
    await panel.waitForTimeout(SETTLE_MS);
    await panel.mouse.wheel(0, fromStart ? -100_000 : scrollPx);
    await panel.waitForTimeout(SETTLE_MS);
  }
  await panel.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
  const path = join(IMAGES, `${name}.png`);
  // Playwright's own pictures have one pixel where this has two.
  const { data } = await session.send('Page.captureScreenshot', { format: 'png' });
  writeFileSync(path, Buffer.from(data, 'base64'));
  await session.send('Emulation.clearDeviceMetricsOverride');
  await session.detach();
  console.log(path);
}
