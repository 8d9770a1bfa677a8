import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { chromium } from '@playwright/test';
import { runTool } from '../run-tool.ts';
import { type Browser, findBrowser } from './find-browser.ts';

const HOW_TO =
  'Install Chrome, Chromium, Edge or Brave (on Debian: sudo apt install chromium), or name one:\n' +
  '  HOLDFAST_BROWSER=/path/to/browser npm start';

/** A browser for the extension: an installed one, else installs one where that needs no question. */
export async function ensureBrowser(): Promise<Browser> {
  const found = find();
  if (found) return found;
  for (const { what, install } of installers()) {
    console.log(`browser: none found; ${what}`);
    const { ok, output } = await install();
    const installed = ok ? find() : undefined;
    if (installed) return installed;
    console.log(`browser: that did not work\n${output.trimEnd().split('\n').slice(-8).join('\n')}`);
  }
  throw new Error(`No browser could be installed. ${HOW_TO}`);
}

function find(): Browser | undefined {
  return findBrowser({
    env: process.env,
    platform: process.platform,
    homedir: homedir(),
    downloaded: chromium.executablePath(),
  });
}

interface Installer {
  readonly what: string;
  readonly install: () => Promise<{ ok: boolean; output: string }>;
}

function installers(): Installer[] {
  const isRoot = process.getuid?.() === 0;
  const download: Installer = {
    what: "Playwright's own download (about 180 MB)",
    // As root on Linux also the system libraries it needs.
    install: () =>
      runTool('playwright', [
        'install',
        ...(isRoot && process.platform === 'linux' ? ['--with-deps'] : []),
        '--no-shell',
        'chromium',
      ]),
  };
  return isRoot && isDebian() ? [{ what: 'apt-get install chromium', install: installFromApt }, download] : [download];
}

/** Ubuntu's package of this name is a snap, which cannot start our host. */
function isDebian(): boolean {
  return existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

async function installFromApt(): Promise<{ ok: boolean; output: string }> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  let output = '';
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', 'chromium'],
  ]) {
    const { status, stdout, stderr, error } = spawnSync('apt-get', args, { env, encoding: 'utf8' });
    output += `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`;
    if (status !== 0) return { ok: false, output };
  }
  return { ok: true, output };
}
