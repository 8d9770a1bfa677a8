import { join } from 'node:path';
import { questions, replies, saveStatus, send, setUpProvider } from '../../scripts/browser/drive-panel.ts';
import { copyBrokenHost } from '../support/broken-host.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import type { Profile } from '../support/browser/profile.ts';
import type { ModelServer } from '../support/model-server/start-model-server.ts';

const PROGRAMS = join(import.meta.dirname, '..', 'support', 'programs');

/** A panel that knows whom to ask, whose host is another program now. */
async function openWith(program: string, profile: Profile, modelServer: ModelServer) {
  profile.registerHost();
  const first = await profile.launch();
  await setUpProvider(await first.openPanel(), modelServer);
  await first.close();
  profile.registerHost({ program });
  const browser = await profile.launch();
  return { browser, panel: await browser.openPanel() };
}

for (const { side, program, title, cure } of [
  { side: 'host', program: 'older-host.ts', title: 'The host is older than the extension', cure: './install' },
  {
    side: 'extension',
    program: 'newer-host.ts',
    title: 'The extension is older than the host',
    cure: 'Update the extension',
  },
]) {
  test(`while the ${side} is the older one, one can write: it is queued, and saved and answered after the update`, async ({
    profile,
    modelServer,
  }) => {
    const { browser, panel } = await openWith(join(PROGRAMS, program), profile, modelServer);
    await expect(panel.getByRole('heading', { name: title })).toBeVisible();
    await expect(panel.getByText(cure, { exact: true })).toBeVisible();
    await send(panel, 'Is this kept?');
    await expect(saveStatus(panel)).toContainText('Queued');
    await browser.close();
    expect(profile.messages()).toEqual([]);

    profile.registerHost();
    const updated = await (await profile.launch()).openPanel();
    await expect(saveStatus(updated)).toHaveText('Saved');
    await expect
      .poll(() => profile.messages().map(({ content, status }) => [content, status]))
      .toEqual([
        ['Is this kept?', 'complete'],
        [expect.stringContaining('Is this kept?'), 'complete'],
      ]);
  });
}

test('a browser that does not update the extension says so, and the panel how it is done by hand', async ({
  profile,
  modelServer,
}) => {
  const { panel } = await openWith(join(PROGRAMS, 'newer-host.ts'), profile, modelServer);
  await panel.getByRole('button', { name: 'Update the extension' }).click();
  await expect(panel.getByRole('status').filter({ hasText: 'The browser' })).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Load it again' })).toBeVisible();
});

test('a host that cannot start: what says why, what is written is kept, and why it was when it runs again, once', async ({
  profile,
  modelServer,
}) => {
  const broken = copyBrokenHost(join(profile.home, '..', 'broken-host'));
  const { panel } = await openWith(broken, profile, modelServer);
  await expect(panel.getByRole('heading', { name: 'The host stopped' })).toBeVisible();
  await expect(panel.getByText('~/.local/share/holdfast/host/holdfast doctor')).toBeVisible();
  await send(panel, 'Is this kept?');
  await expect(saveStatus(panel)).toContainText('Queued');

  profile.registerHost();
  const told = panel.getByText(
    /^The host could not start at .*a part of it is missing \(better-sqlite3\)\. It runs again\.$/,
  );
  await expect(told).toBeVisible();
  await expect(questions(panel)).toContainText(['Is this kept?']);
  await expect(replies(panel)).toHaveCount(1);
  await panel.reload();
  await expect(saveStatus(panel)).toHaveText('Saved');
  await expect(told).toBeHidden();
});
