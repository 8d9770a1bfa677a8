import { cpSync } from 'node:fs';
import { openFile } from '../../native-host/database.ts';
import {
  conversation,
  messageField,
  openSession,
  replies,
  send,
  setUpProvider,
} from '../../scripts/browser/drive-panel.ts';
import { filledStore, type Texts } from '../bench/filled-store.ts';
import { longMarkdown } from '../bench/growing-markdown.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { hostProcess } from '../support/browser/host-process.ts';
import { frames, scrollAndNote } from '../support/browser/log-probe.ts';
import type { Profile } from '../support/browser/profile.ts';

function fill(profile: Profile, folder: string, count: number, texts?: Texts): void {
  cpSync(filledStore(folder, [count], texts).home, profile.home, { recursive: true });
}

test('reasoning and tool calls are folded, and opened by keyboard', async ({ holdfast, modelServer }) => {
  const panel = await holdfast.openPanel();
  await setUpProvider(panel, { ...modelServer, model: 'demo-reasoning' });
  await send(panel, 'Think');
  const reasoning = replies(panel).locator('summary');
  await expect(reasoning).toHaveText(/^Reasoned for /);
  await expect(panel.getByText('I am scripted')).toBeHidden();
  await reasoning.press('Enter');
  await expect(panel.getByText('I am scripted')).toBeVisible();

  await setUpProvider(panel, { ...modelServer, model: 'demo-tools' });
  await send(panel, 'Use them');
  const call = replies(panel).last().locator('summary');
  await expect(call).toHaveText(['read_file', 'list_files']);
  await call.first().press('Space');
  await expect(panel.getByText('{ "path": "notes.md" }')).toBeVisible();
});

test('a reply can be copied and asked again; its moment is told to whoever comes by keyboard', async ({
  holdfast,
  modelServer,
}) => {
  const panel = await holdfast.openPanel();
  await setUpProvider(panel, { ...modelServer, model: 'demo-usage' });
  await send(panel, 'Count');
  await expect(replies(panel)).toContainText('612 in, 146 out');
  await expect(replies(panel)).toContainText('$0.00042');
  // What is loaded when it is first needed is there as well.
  await expect(panel.getByRole('button', { name: 'Branch from here' })).toHaveCount(2);
  await messageField(panel).press('Shift+Tab');
  await panel.keyboard.press('Shift+Tab');
  await expect(panel.getByRole('button', { name: 'Ask again' })).toBeFocused();
  const tooltip = await panel.evaluate(
    "getComputedStyle(document.querySelector('.assistant .age'), '::after').content",
  );
  expect(tooltip).toContain(String(new Date().getFullYear()));
  await panel.keyboard.press('Enter');
  await expect(panel.getByRole('button', { name: 'Ask again' })).toBeVisible();
  await expect.poll(() => panel.getByRole('heading', { level: 1 }).textContent()).toBe('Count');
});

test('a message of 250 KB is shown in part, then more, then all of it', async ({ profile, modelServer }, testInfo) => {
  const text = `${longMarkdown(250_000)}\n\nThe very last words.`;
  fill(profile, testInfo.outputDir, 2, { name: 'long', textOf: () => text });
  const panel = await (await profile.launch()).openPanel();
  await setUpProvider(panel, modelServer);
  await openSession(panel, 'Session 0');
  const note = replies(panel).locator('.message-note');
  await expect(note).toContainText('100 k of 250 k characters are shown');
  await note.getByRole('button', { name: 'Show more' }).click();
  await expect(note).toContainText('200 k of 250 k characters are shown');
  await expect(panel.getByText('The very last words.')).toHaveCount(0);
  await note.getByRole('button', { name: 'Show all' }).click();
  await expect(replies(panel).getByText('The very last words.')).toBeAttached();
  await expect(note).toHaveCount(0);
});

test('long words, other directions, 320 px and twice the size leave the page its width', async ({
  profile,
  modelServer,
}, testInfo) => {
  const word = 'Donaudampfschifffahrtsgesellschaft'.repeat(12);
  const texts = [
    `${word} https://example.org/${'a/'.repeat(200)}`,
    `# ${word}\n\n- ${word}\n\n| ${word} | b |\n| - | - |\n| ${'wide '.repeat(30)} | \`${word}\` |\n\n\`\`\`\n${word}\n\`\`\`\n`,
    'שלום, זהו טקסט מימין לשמאל עם code באמצע.',
    'هذا نص من اليمين إلى اليسار.\n\nAnd one from the left.\n\n- قائمة\n',
  ];
  fill(profile, testInfo.outputDir, 8, { name: 'hostile', textOf: (sequence) => texts[(sequence - 1) % 4] ?? '' });
  const panel = await (await profile.launch()).openPanel();
  await setUpProvider(panel, modelServer);
  await openSession(panel, 'Session 0');
  await expect(replies(panel)).toHaveCount(4);
  const session = await panel.context().newCDPSession(panel);
  // The last is a panel of 400 px at 200 %.
  for (const [width, deviceScaleFactor] of [
    [320, 1],
    [900, 1],
    [200, 2],
  ] as const) {
    await session.send('Emulation.setDeviceMetricsOverride', { width, height: 600, deviceScaleFactor, mobile: false });
    await frames(panel);
    const overflow =
      "[document.documentElement, document.querySelector('.log')].map((e) => e.scrollWidth - e.clientWidth)";
    expect(await panel.evaluate(overflow), `${width} px`).toEqual([0, 0]);
  }
  const direction = "getComputedStyle([...document.querySelectorAll('.bubble')].at(-1)).direction";
  expect(await panel.evaluate(direction)).toBe('rtl');
});

test('a session in the trash can be read, and nothing asked in it', async ({ profile, modelServer }, testInfo) => {
  fill(profile, testInfo.outputDir, 4);
  const db = openFile(profile.database, {});
  db.exec("UPDATE sessions SET deleted_at = '2026-02-01T12:00:00.000Z'");
  db.close();
  const panel = await (await profile.launch()).openPanel();
  await setUpProvider(panel, modelServer);
  await panel.getByRole('button', { name: 'Show sessions' }).click();
  await panel.getByRole('radio', { name: 'Trash' }).check();
  await openSession(panel, 'Session 0');
  await expect(replies(panel)).toHaveCount(2);
  await expect(panel.getByRole('button', { name: 'Ask again' })).toHaveCount(0);
  await expect(panel.getByText('This session is in the trash.')).toBeVisible();
});

test('without a host, what is there can be read, and what is missing is told', async ({
  profile,
  modelServer,
}, testInfo) => {
  fill(profile, testInfo.outputDir, 400);
  const browser = await profile.launch();
  const panel = await browser.openPanel();
  await setUpProvider(panel, modelServer);
  await openSession(panel, 'Session 0');
  await conversation(panel).getByText('400 ').first().waitFor();
  await scrollAndNote(panel, '300');
  await frames(panel, 30);
  profile.unregisterHost();
  killHost(browser.pid());
  await expect(
    panel.getByRole('status').filter({ hasText: 'host' }).or(panel.locator('.banner')).first(),
  ).toBeVisible();
  await conversation(panel).focus();
  await expect(async () => {
    await panel.keyboard.press('Home');
    await expect(panel.getByText('Earlier messages appear when the store is back.')).toBeVisible({ timeout: 500 });
  }).toPass();
});

function killHost(browserPid: number): void {
  const pid = hostProcess(browserPid);
  if (pid !== undefined) process.kill(pid, 'SIGKILL');
}
