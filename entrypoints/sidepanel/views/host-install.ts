type System = 'linux' | 'mac' | 'windows';

/** How a person comes to a host on their system. */
export interface HostInstall {
  readonly system: System;
  /** The file to be had: `holdfast-host-0.2.0-linux-x64.tar.gz`. */
  readonly archive: string;
  /** Unpacks it in a terminal; undefined where that is done with a click. */
  readonly unpack: string | undefined;
  /** What is run in the folder that comes out of it. */
  readonly script: string;
  /** Of an installed host: says what is wrong with it. */
  readonly doctor: string;
}

/** The same from a checkout of the sources, on every system. */
export const CHECKOUT = { install: 'npm run host -- install', doctor: 'npm run host -- doctor' } as const;

interface Wanted {
  /** The browser's words, of `runtime.getPlatformInfo`. */
  readonly os: string;
  readonly arch: string;
  /** Undefined: the newest. */
  readonly version: string | undefined;
}

/** The steps for a system and a version. What is not known is left open, as shells do. */
export function hostInstall({ os, arch, version = '*' }: Wanted): HostInstall {
  const system = systemOf(os);
  const { platform, ending, script, doctor } = SYSTEMS[system];
  const archive = ['holdfast-host', version, platform, ARCHS[arch] ?? '*'].join('-') + ending;
  return { system, archive, unpack: system === 'windows' ? undefined : `tar -xzf ${archive}`, script, doctor };
}

function systemOf(os: string): System {
  if (os === 'win') return 'windows';
  return os === 'mac' ? 'mac' : 'linux';
}

const ARCHS: Readonly<Record<string, string>> = { 'x86-64': 'x64', arm64: 'arm64' };

const SYSTEMS = {
  linux: {
    platform: 'linux',
    ending: '.tar.gz',
    script: './install',
    doctor: '~/.local/share/holdfast/host/holdfast doctor',
  },
  mac: {
    platform: 'darwin',
    ending: '.tar.gz',
    script: './install',
    doctor: '~/Library/Application\\ Support/holdfast/host/holdfast doctor',
  },
  windows: {
    platform: 'win32',
    ending: '.zip',
    script: '.\\install',
    doctor: '"%LOCALAPPDATA%\\holdfast\\host\\holdfast.bat" doctor',
  },
} as const;
