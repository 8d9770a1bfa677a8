import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { askBackground } from '../../scripts/browser/ask-background.ts';
import { replyText, saveStatus, send, setUpProvider } from '../../scripts/browser/drive-panel.ts';
import { archiveTime } from '../../scripts/package/archive-time.ts';
import { extensionFiles } from '../../scripts/package/extension-archive.ts';
import { hostArchive } from '../../scripts/package/host-archive.ts';
import { packTarGz } from '../../scripts/package/pack-tar.ts';
import { HOST } from '../../scripts/repository.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { runningHost } from '../support/browser/host-process.ts';
import { createSmallMachine, writeFiles } from '../support/browser/small-machine.ts';
import { quit } from '../support/browser/without-host.ts';

// Node is copied four times.
test.setTimeout(240_000);
test.skip(process.platform === 'win32', 'the archive for Windows is another one');

test('the archive is installed where there is no Node, used, updated while it runs, and removed', async ({
  modelServer,
}) => {
  const machine = createSmallMachine();
  const { home, downloads, data, userDataFolder, run } = machine;
  const manifest = join(userDataFolder, 'NativeMessagingHosts', 'app.holdfast.host.json');
  const tool = join(data.home, 'host', 'holdfast');
  const extension = join(home, 'Holdfast für Chrome');
  const newer = join(downloads, 'newer');
  try {
    await test.step('unpacked and installed from elsewhere, and the folder deleted', async () => {
      expect(run('/bin/sh', ['-c', 'command -v node']).code, 'there is no Node').not.toBe(0);
      const folder = await unpackedArchive(downloads);
      const told = run(join(folder, 'install'), []);
      expect(told).toMatchObject({ code: 0, stdout: expect.stringContaining(`chromium: ${manifest}\n`) });
      expect(JSON.parse(readFileSync(manifest, 'utf8'))).toMatchObject({
        path: join(data.home, 'host', '0.1.0', 'holdfast-host'),
      });
      rmSync(folder, { recursive: true });
      writeFiles(extension, extensionFiles('unpacked'));
    });

    const browser = await machine.launch(extension);
    const panel = await browser.openPanel();
    const host = await test.step('a message is saved by it', async () => {
      await setUpProvider(panel, modelServer);
      await sendAndSave(panel, 'Is anybody there?');
      expect(await hostVersion(panel)).toBe('0.1.0');
      expect(JSON.parse(run(tool, ['stats', '--json']).stdout)).toMatchObject({ sessions: 1, messages: 2 });
      return runningHost(browser.pid());
    });

    await test.step('a newer one is put beside it, and the one that runs goes on', async () => {
      writeNewer(newer);
      const told = run(join(newer, nameOf('0.1.1'), 'install'), ['--profile', userDataFolder]);
      expect(told).toMatchObject({ code: 0, stdout: expect.stringContaining('running   1 from before') });
      await sendAndSave(panel, 'And now?');
      expect(await hostVersion(panel)).toBe('0.1.0');
      expect(runningHost(browser.pid())).toBe(host);
      await quit(browser, panel);
    });

    const again = await machine.launch(extension);
    const panelAgain = await again.openPanel();
    await test.step('the next start is the new one, and the previous one is kept', async () => {
      await sendAndSave(panelAgain, 'And after that?');
      expect(await hostVersion(panelAgain)).toBe('0.1.1');
      expect(run(tool, ['--version']).stdout).toBe('0.1.1\n');
      expect(readdirSync(join(data.home, 'host')).sort()).toEqual(['0.1.0', '0.1.1', 'holdfast', 'installed.json']);
    });

    await test.step('it is not removed while it runs', async () => {
      expect(run(tool, ['uninstall'])).toMatchObject({
        code: 1,
        stdout: expect.stringContaining('the host runs (process '),
      });
      expect(existsSync(manifest)).toBe(false);
      await sendAndSave(panelAgain, 'Still there?');
      await quit(again, panelAgain);
    });

    await test.step('after that nothing is left but the data', async () => {
      await expect(() => expect(run(tool, ['uninstall']).code).toBe(0)).toPass();
      rmSync(extension, { recursive: true });
      expect(machine.files()).toEqual([data.database.slice(home.length + 1)]);
    });

    await test.step('and with the words, typed, not that either', async () => {
      const purge = (typed: string) => run(...programOf(newer, ['uninstall', '--purge']), typed);
      expect(purge('n\nyes\n')).toMatchObject({ code: 1, stderr: expect.stringContaining('Nothing was deleted') });
      expect(existsSync(data.database)).toBe(true);
      expect(purge('n\ndelete everything\n')).toMatchObject({ code: 0 });
      expect(machine.files()).toEqual([]);
      expect(existsSync(data.home)).toBe(false);
    });
  } finally {
    await machine.dispose();
  }
});

async function sendAndSave(panel: Page, text: string): Promise<void> {
  await send(panel, text);
  await expect(replyText(panel)).toContainText(text);
  await expect(saveStatus(panel)).toHaveText('Saved');
}

async function hostVersion(panel: Page): Promise<string> {
  const params = { protocol: 1, client: { name: 'test', version: '0' } };
  const { host } = await askBackground<{ host: { version: string } }>(panel, 'hello', params);
  return host.version;
}

function nameOf(version: string): string {
  return `holdfast-host-${version}-${process.platform}-${process.arch}`;
}

/** As `npm run package` packs it but for the time that making it small takes, unpacked by the system's tar. */
async function unpackedArchive(downloads: string): Promise<string> {
  const { name, files } = hostArchive();
  const file = join(downloads, `${name}.tar.gz`);
  writeFileSync(file, await packTarGz(files, { time: archiveTime({}), level: 0 }));
  const { status, stderr } = spawnSync('tar', ['-xzf', file, '-C', downloads], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  rmSync(file);
  return join(downloads, name);
}

/** The same programs that call themselves a newer version. */
function writeNewer(downloads: string): void {
  const folder = join(downloads, 'built');
  mkdirSync(downloads);
  cpSync(HOST, folder, { recursive: true });
  const [file = ''] = globSync('chunks/package-*.mjs', { cwd: folder });
  const code = readFileSync(join(folder, file), 'utf8');
  writeFileSync(join(folder, file), code.replace('"0.1.0"', '"0.1.1"'));
  writeFiles(downloads, hostArchive({ folder, version: '0.1.1' }).files);
}

function programOf(downloads: string, args: readonly string[]): [string, string[]] {
  const host = join(downloads, nameOf('0.1.1'), 'host');
  return [join(host, 'node'), [join(host, 'cli.mjs'), ...args]];
}
