import { describe, expect, it } from 'vitest';
import { hostInstall } from '../../../../entrypoints/sidepanel/views/host-install.ts';

describe('hostInstall', () => {
  it('names archive, script and doctor of each system', () => {
    expect(hostInstall({ os: 'linux', arch: 'x86-64', version: '0.2.0' })).toEqual({
      system: 'linux',
      archive: 'holdfast-host-0.2.0-linux-x64.tar.gz',
      unpack: 'tar -xzf holdfast-host-0.2.0-linux-x64.tar.gz',
      script: './install',
      doctor: '~/.local/share/holdfast/host/holdfast doctor',
    });
    expect(hostInstall({ os: 'mac', arch: 'arm64', version: '0.2.0' })).toEqual({
      system: 'mac',
      archive: 'holdfast-host-0.2.0-darwin-arm64.tar.gz',
      unpack: 'tar -xzf holdfast-host-0.2.0-darwin-arm64.tar.gz',
      script: './install',
      doctor: '~/Library/Application\\ Support/holdfast/host/holdfast doctor',
    });
    expect(hostInstall({ os: 'win', arch: 'x86-64', version: '0.2.0' })).toEqual({
      system: 'windows',
      archive: 'holdfast-host-0.2.0-win32-x64.zip',
      unpack: undefined,
      script: '.\\install',
      doctor: '"%LOCALAPPDATA%\\holdfast\\host\\holdfast.bat" doctor',
    });
  });

  it('leaves open what it does not know', () => {
    expect(hostInstall({ os: 'openbsd', arch: 'mips', version: undefined }).archive).toBe(
      'holdfast-host-*-linux-*.tar.gz',
    );
  });
});
