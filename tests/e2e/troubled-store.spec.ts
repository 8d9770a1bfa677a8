import type { Page } from '@playwright/test';
import Database from 'better-sqlite3';
import { messageField, questions, saveStatus, send, setUpProvider } from '../../scripts/browser/drive-panel.ts';
import { canMount, mountTmpfs, type Tmpfs } from '../faults/hosts/small-disks.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { hostProcess } from '../support/browser/host-process.ts';
import { createProfile, type Profile } from '../support/browser/profile.ts';
import type { ModelServer } from '../support/model-server/start-model-server.ts';

/** The cause is gone, and within this time everything is saved without anybody's doing. */
const BACK = { timeout: 5000 };

/** Longer than the host waits for a lock, and the extension for a host. */
const TOLD = { timeout: 20_000 };

/** Asks while the store takes nothing: the panel says why, goes on taking text and shows what it has. */
async function askInTrouble(panel: Page, words: string): Promise<void> {
  await send(panel, 'Asked meanwhile');
  await expect(saveStatus(panel)).toContainText(words, TOLD);
  await expect(saveStatus(panel)).toContainText('Queued');
  await expect(questions(panel)).toContainText(['Asked before', 'Asked meanwhile']);
  await messageField(panel).fill('Typed meanwhile');
  await expect(messageField(panel)).toHaveValue('Typed meanwhile');
}

/** What was asked and typed meanwhile is kept, once. */
async function expectBack(panel: Page, profile: Profile): Promise<void> {
  await expect(saveStatus(panel)).toHaveText('Saved', BACK);
  await expect(messageField(panel)).toHaveValue('Typed meanwhile');
  await expect
    .poll(() => profile.messages().map(({ role, status }) => `${role} ${status}`))
    .toEqual(['user complete', 'assistant complete', 'user complete', 'assistant complete']);
}

async function askBefore(panel: Page, modelServer: ModelServer): Promise<void> {
  await setUpProvider(panel, modelServer);
  await send(panel, 'Asked before');
  await expect(panel.getByRole('button', { name: 'Copy reply' })).toBeVisible();
  await expect(saveStatus(panel)).toHaveText('Saved');
}

test('a host that hangs is told, and everything is saved once it goes on', async ({
  profile,
  holdfast,
  modelServer,
}) => {
  const panel = await holdfast.openPanel();
  await askBefore(panel, modelServer);
  const pid = hostProcess(holdfast.pid()) ?? Number.NaN;
  process.kill(pid, 'SIGSTOP');
  try {
    await askInTrouble(panel, 'The store does not answer');
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await expectBack(panel, profile);
});

test('a store that another program locks is told, and everything is saved once it lets go', async ({
  profile,
  holdfast,
  modelServer,
}) => {
  const panel = await holdfast.openPanel();
  await askBefore(panel, modelServer);
  const other = new Database(profile.database);
  other.exec('BEGIN EXCLUSIVE');
  try {
    await askInTrouble(panel, 'Something else is being written');
  } finally {
    other.close();
  }
  await expectBack(panel, profile);
});

test.describe('on a disk of its own', () => {
  test.skip(!canMount(), 'needs root on Linux, to mount');

  let disk: Tmpfs;
  let profile: Profile;
  test.beforeEach(() => {
    disk = mountTmpfs(16);
    profile = createProfile({ home: disk.folder });
    profile.registerHost();
  });
  test.afterEach(async () => {
    await profile.dispose();
    disk.unmount();
  });

  test('a full one is told, and everything is saved once there is room', async ({ modelServer }) => {
    const panel = await (await profile.launch()).openPanel();
    await askBefore(panel, modelServer);
    const empty = disk.fill();
    await askInTrouble(panel, 'There is no room left');
    empty();
    await expectBack(panel, profile);
  });

  test('one that may not be written is told, and everything is saved once it may', async ({ modelServer }) => {
    const first = await profile.launch();
    await setUpProvider(await first.openPanel(), modelServer);
    await first.close();
    disk.setReadOnly(true);
    const panel = await (await profile.launch()).openPanel();
    await expect(panel.getByRole('heading', { name: 'The store could not be opened' })).toBeVisible();
    await messageField(panel).fill('Typed meanwhile');
    await expect(saveStatus(panel)).toContainText('Queued');
    disk.setReadOnly(false);
    await expect(saveStatus(panel)).toHaveText('Saved', BACK);
    await expect(messageField(panel)).toHaveValue('Typed meanwhile');
  });
});
