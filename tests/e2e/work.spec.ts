import { dirname, join } from 'node:path';
import { openSession, setUpProvider } from '../../scripts/browser/drive-panel.ts';
import { dropFiles, fileAt } from '../support/browser/drop-file.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { writeWorkSession } from '../support/work-session.ts';

test.use({ hostIsRegistered: false });

test('a session of OpenCode is dropped in the panel; its file changes and proofs are gone through by keyboard', async ({
  profile,
  modelServer,
}) => {
  const file = fileAt(writeWorkSession(join(dirname(profile.home), 'exported')));
  profile.registerHost();
  const browser = await profile.launch();
  await browser.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const panel = await browser.openPanelTab();
  await setUpProvider(panel, modelServer);
  await dropFiles(panel, file);
  const dialog = panel.getByRole('dialog', { name: 'Import' });
  await expect(dialog.getByText('work-session.json is an OpenCode export')).toBeVisible();
  await dialog.getByRole('button', { name: 'Import', exact: true }).press('Enter');
  await dialog.getByRole('button', { name: 'Done' }).press('Enter');
  await panel.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await openSession(panel, 'Sort and prove');

  const open = async (view: string) => {
    await panel.keyboard.press('Control+k');
    await panel.keyboard.type(view);
    await panel.keyboard.press('Enter');
  };
  const copied = () => panel.evaluate<string>('navigator.clipboard.readText()');
  await open('File changes');
  const changes = panel.getByRole('region', { name: 'File changes' });
  const head = (path: string) => changes.getByRole('button', { name: path });
  await head('Sort.lean').focus();
  await panel.keyboard.press('End');
  await expect(head('old.txt')).toBeFocused();
  await panel.keyboard.press('ArrowUp');
  await panel.keyboard.press('ArrowRight');
  await expect(head('lakefile.lean')).toHaveAttribute('aria-expanded', 'true');
  await expect(changes.getByText('leanOptions')).toBeVisible();
  await expect(changes.getByRole('region', { name: 'Diff' })).toHaveCount(1);
  await changes.getByRole('button', { name: 'Copy patch' }).press('Enter');
  await expect(changes.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await copied()).toMatch(/^diff --git a\/lakefile\.lean b\/lakefile\.lean\n(.*\n)*\+ {2}leanOptions/);
  await head('lakefile.lean').press('ArrowLeft');
  await expect(changes.getByRole('region', { name: 'Diff' })).toHaveCount(0);
  const download = panel.waitForEvent('download');
  await changes.getByRole('button', { name: 'Save as git patch' }).press('Enter');
  expect((await download).suggestedFilename()).toBe('Sort-and-prove.patch');

  await panel.keyboard.press('Escape');
  await expect(changes).toBeHidden();
  await open('Proofs');
  const proofs = panel.getByRole('region', { name: 'Proofs' });
  await proofs.getByRole('button', { name: 'Line 7' }).press('ArrowRight');
  const states = proofs.getByRole('group', { name: 'Seen 3 times' }).getByRole('button');
  await states.last().press('Enter');
  await expect(states.last()).toHaveAttribute('aria-pressed', 'true');
  await expect(proofs.getByText('(insert x l).length = l.length + 1').last()).toBeVisible();
  await proofs.getByRole('button', { name: 'Copy as Lean' }).first().press('Enter');
  await expect(proofs.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await copied()).toMatch(/^example \(x : Nat\) .* := by\n {2}sorry\n$/);
});
