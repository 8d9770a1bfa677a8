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
    console.log(`browser: that did not work\n${lastLines(output)}`);
  }
  throw new Error(`No browser could be installed. ${HOW_TO}`);
}

function lastLines(output: string): string {
  return output.trimEnd().split('\n').slice(-8).join('\n');
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
  const apt = { what: 'apt-get install chromium', install: async () => installFromApt('chromium') };
  return isRoot && isDebian() ? [apt, download] : [download];
}

/**
 * Tools for real key presses in a window that nobody sees, where that needs no question: a test that needs them is skipped
 * without them.
 */
export function ensureKeyboard(): void {
  if (process.platform !== 'linux' || hasKeyboard() || process.getuid?.() !== 0 || !isDebian()) return;
  console.log('keyboard: none found; apt-get install xvfb xdotool');
  const { ok, output } = installFromApt('xvfb', 'xdotool');
  if (!ok) console.log(`keyboard: that did not work\n${lastLines(output)}`);
}

/** Whether keys can be pressed as a person does, on a display of their own. */
export function hasKeyboard(): boolean {
  return ['Xvfb', 'xdotool'].every((tool) => spawnSync('which', [tool]).status === 0);
}

/** Ubuntu's package of this name is a snap, which cannot start our host. */
function isDebian(): boolean {
  return existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

function installFromApt(...packages: string[]): { ok: boolean; output: string } {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  let output = '';
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...packages],
  ]) {
    const { status, stdout, stderr, error } = spawnSync('apt-get', args, { env, encoding: 'utf8' });
    output += `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`;
    if (status !== 0) return { ok: false, output };
  }
  return { ok: true, output };
}
