import { describe, expect, it } from 'vitest';
import type { Machine } from '../../../native-host/install/browsers.ts';
import { type Files, findBrowsers } from '../../../native-host/install/find-browsers.ts';

/** A disk with these files; a value is what a script says, or what a link leads to. */
function disk(files: Readonly<Record<string, { text?: string; linksTo?: string }>>): Files {
  return {
    exists: (path) => path in files,
    realPath: (path) => files[path]?.linksTo ?? path,
    text: (path) => files[path]?.text ?? '',
  };
}

function found(machine: Machine, files: Files) {
  const all = findBrowsers(machine, files).map(
    ({ name, evidence, sandboxed }) => [name, { evidence, sandboxed }] as const,
  );
  return Object.fromEntries(all.filter(([, { evidence, sandboxed }]) => evidence.length + sandboxed.length > 0));
}

const linux: Machine = { platform: 'linux', env: { PATH: '/opt/bin:relative:/usr/bin' }, homedir: '/home/ada' };

describe('findBrowsers', () => {
  it('finds none on an empty disk', () => {
    expect(found(linux, disk({}))).toEqual({});
  });

  it('finds on Linux what was used, and what is on the path', () => {
    const files = disk({
      '/home/ada/.config/google-chrome': {},
      '/opt/bin/vivaldi-stable': {},
      '/usr/bin/chromium': { text: '#!/bin/sh\nexec /usr/lib/chromium/chromium "$@"' },
      'relative/brave': {},
    });
    expect(found(linux, files)).toEqual({
      chrome: { evidence: ['/home/ada/.config/google-chrome'], sandboxed: [] },
      chromium: { evidence: ['/usr/bin/chromium'], sandboxed: [] },
      vivaldi: { evidence: ['/opt/bin/vivaldi-stable'], sandboxed: [] },
    });
  });

  it('tells a snap, however it is started, and a flatpak, whoever installed it', () => {
    const files = disk({
      '/snap/bin/brave': { linksTo: '/usr/bin/snap' },
      '/usr/bin/chromium-browser': { text: '#!/bin/sh\nexec /snap/bin/chromium "$@"' },
      '/usr/local/bin/vivaldi': { linksTo: '/usr/bin/snap' },
      '/var/lib/flatpak/app/com.google.Chrome': {},
      '/home/ada/.local/share/flatpak/app/com.microsoft.Edge': {},
    });
    expect(found(linux, files)).toEqual({
      chrome: { evidence: [], sandboxed: [{ kind: 'flatpak', path: '/var/lib/flatpak/app/com.google.Chrome' }] },
      chromium: { evidence: [], sandboxed: [{ kind: 'snap', path: '/usr/bin/chromium-browser' }] },
      edge: {
        evidence: [],
        sandboxed: [{ kind: 'flatpak', path: '/home/ada/.local/share/flatpak/app/com.microsoft.Edge' }],
      },
      brave: { evidence: [], sandboxed: [{ kind: 'snap', path: '/snap/bin/brave' }] },
      vivaldi: { evidence: [], sandboxed: [{ kind: 'snap', path: '/usr/local/bin/vivaldi' }] },
    });
  });

  it('finds both forms of one browser', () => {
    const files = disk({ '/usr/bin/chromium': {}, '/snap/bin/chromium': {} });
    expect(found(linux, files)).toEqual({
      chromium: { evidence: ['/usr/bin/chromium'], sandboxed: [{ kind: 'snap', path: '/snap/bin/chromium' }] },
    });
  });

  it('finds applications on macOS, of everybody and of the user', () => {
    const machine: Machine = { platform: 'darwin', env: {}, homedir: '/Users/ada' };
    const files = disk({ '/Applications/Google Chrome.app': {}, '/Users/ada/Applications/Brave Browser.app': {} });
    expect(found(machine, files)).toEqual({
      chrome: { evidence: ['/Applications/Google Chrome.app'], sandboxed: [] },
      brave: { evidence: ['/Users/ada/Applications/Brave Browser.app'], sandboxed: [] },
    });
  });

  it('finds programs on Windows, of everybody and of the user', () => {
    const env = { ProgramFiles: 'C:\\Programs', 'ProgramFiles(x86)': 'C:\\Programs x86', LOCALAPPDATA: 'C:\\Local' };
    const machine: Machine = { platform: 'win32', env, homedir: 'C:\\Users\\ada' };
    const edge = 'C:\\Programs x86\\Microsoft\\Edge\\Application\\msedge.exe';
    const vivaldi = 'C:\\Local\\Vivaldi\\Application\\vivaldi.exe';
    const used = 'C:\\Local\\Google\\Chrome\\User Data';
    expect(found(machine, disk({ [edge]: {}, [vivaldi]: {}, [used]: {} }))).toEqual({
      chrome: { evidence: [used], sandboxed: [] },
      edge: { evidence: [edge], sandboxed: [] },
      vivaldi: { evidence: [vivaldi], sandboxed: [] },
    });
  });
});
