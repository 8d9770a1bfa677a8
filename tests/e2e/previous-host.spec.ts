import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { askBackground } from '../../scripts/browser/ask-background.ts';
import {
  openSession,
  questions,
  replyText,
  saveStatus,
  send,
  setUpProvider,
} from '../../scripts/browser/drive-panel.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { runningHost } from '../support/browser/host-process.ts';
import type { Profile } from '../support/browser/profile.ts';
import { newestRelease, putStore, unpackHost } from '../support/releases/frozen-releases.ts';
import { migrateToNextVersion } from '../support/releases/newer-store.ts';

/** The extension updates itself, the host does not: browsers start the one of the newest release. */
function registerPreviousHost(profile: Profile): string {
  const program = unpackHost(newestRelease(), join(dirname(profile.userDataFolder), 'previous-host'));
  profile.registerHost({ program });
  return program;
}

test('over the host of the newest release: what it kept is shown, asked, answered and saved', async ({
  profile,
  modelServer,
}) => {
  const program = registerPreviousHost(profile);
  putStore(newestRelease(), profile.home);
  const browser = await profile.launch();
  const panel = await browser.openPanel();
  await setUpProvider(panel, modelServer);
  const args = ['-ww', '-o', 'args=', '-p', String(runningHost(browser.pid()))];
  expect(execFileSync('ps', args, { encoding: 'utf8' })).toContain(program);

  await openSession(panel, 'École: lighthouses of the north');
  await expect(questions(panel).first()).toContainText('Which lighthouse stands north of Ålesund?');
  await send(panel, 'Is an older host still good?');
  await expect(replyText(panel)).toContainText('Is an older host still good?');
  await expect(saveStatus(panel)).toHaveText('Saved');
  const ofThisTalk = () => profile.messages().filter(({ content }) => content.includes('Is an older host still good?'));
  await expect
    .poll(() => ofThisTalk().map(({ role, status }) => `${role} ${status}`))
    .toEqual(['user complete', 'assistant complete']);
});

test('a store that a newer host has migrated: the host before it leaves it alone, and the panel says to update the host', async ({
  profile,
  modelServer,
}) => {
  registerPreviousHost(profile);
  const before = await profile.launch();
  const asked = await before.openPanel();
  await setUpProvider(asked, modelServer);
  await send(asked, 'Asked before the migration');
  await expect(asked.getByRole('button', { name: 'Copy reply' })).toBeVisible();
  await expect(saveStatus(asked)).toHaveText('Saved');
  await before.close();
  migrateToNextVersion(profile.database);
  const bytes = hashOf(profile.database);

  const panel = await (await profile.launch()).openPanel();
  await expect(panel.getByRole('heading', { name: 'Your conversations need a newer host' })).toBeVisible();
  await expect(
    panel.getByText(/The store was written by a newer Holdfast .* Update the host; nothing was changed/),
  ).toBeVisible();
  await send(panel, 'Asked meanwhile');
  await expect(saveStatus(panel)).toContainText(
    'The store was written by a newer Holdfast. Update the host; without one, the extension.',
  );
  await expect(questions(panel)).toContainText(['Asked meanwhile']);
  const { changes } = await askBackground<{ changes: { method: string }[] }>(panel, 'unsent/list');
  expect(changes.map(({ method }) => method)).toContain('chat/send');
  expect(hashOf(profile.database)).toBe(bytes);
  expect(profile.messages().map(({ content }) => content)[0]).toBe('Asked before the migration');
});

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
