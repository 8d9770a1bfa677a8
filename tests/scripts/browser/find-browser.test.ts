import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { findBrowser } from '../../../scripts/browser/find-browser.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'find-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

function place(file: string, text = 'binary'): string {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

/** Only folders of the test: the machine's own browsers are asked for through PATH alone on macOS-shaped homes. */
function find(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = 'darwin', downloaded = '/no download') {
  return findBrowser({ env, platform, homedir: folder, downloaded });
}

describe('findBrowser', () => {
  it('takes HOLDFAST_BROWSER before all others', () => {
    const own = place('own');
    place('Applications/Chromium.app/Contents/MacOS/Chromium');
    expect(find({ HOLDFAST_BROWSER: own })?.executable).toBe(own);
  });

  it('does not look further when HOLDFAST_BROWSER names nothing', () => {
    expect(() => find({ HOLDFAST_BROWSER: '/gone' })).toThrow('HOLDFAST_BROWSER names /gone, which is not there');
  });

  it("finds a user's own browser on macOS", () => {
    const executable = place('Applications/Brave Browser.app/Contents/MacOS/Brave Browser');
    expect(find({})).toEqual({ name: 'Brave', executable });
  });

  it('searches PATH on Linux, Chrome first', () => {
    place('bin/chromium');
    const executable = place('bin/google-chrome');
    expect(find({ PATH: `relative:${join(folder, 'bin')}` }, 'linux')).toEqual({ name: 'Chrome', executable });
  });

  it('passes by browsers from a snap, which cannot start our host', () => {
    place('bin/google-chrome', '#!/bin/sh\nexec /snap/bin/chromium "$@"\n');
    const real = place('bin/brave');
    symlinkSync('/usr/bin/snap', join(folder, 'bin/chromium'));
    const found = find({ PATH: join(folder, 'bin') }, 'linux');
    // A machine's own /usr/bin/chromium comes before Brave.
    expect(found?.executable === real || found?.executable.startsWith('/usr/')).toBe(true);
  });

  it('ends with the download of Playwright, else with nothing', () => {
    const downloaded = place('ms-playwright/chrome');
    expect(find({}, 'darwin', downloaded)).toEqual({ name: "Playwright's Chromium", executable: downloaded });
    expect(find({})).toBeUndefined();
  });
});
