import { describe, expect, it } from 'vitest';
import { BROWSER_NAMES, browserPlace, profilePlace } from '../../../native-host/install/browsers.ts';

function places(platform: NodeJS.Platform, env: NodeJS.ProcessEnv, homedir: string) {
  return Object.fromEntries(BROWSER_NAMES.map((name) => [name, browserPlace(name, { platform, env, homedir })]));
}

describe('browserPlace', () => {
  it('is a folder below the settings on Linux', () => {
    expect(places('linux', {}, '/home/ada')).toEqual(
      Object.fromEntries(
        [
          ['chrome', 'google-chrome'],
          ['chromium', 'chromium'],
          ['edge', 'microsoft-edge'],
          ['brave', 'BraveSoftware/Brave-Browser'],
          ['vivaldi', 'vivaldi'],
        ].map(([name, folder]) => [
          name,
          {
            settingsFolder: `/home/ada/.config/${folder}`,
            manifestFolder: `/home/ada/.config/${folder}/NativeMessagingHosts`,
          },
        ]),
      ),
    );
  });

  it('follows XDG_CONFIG_HOME on Linux', () => {
    const place = browserPlace('chrome', { platform: 'linux', env: { XDG_CONFIG_HOME: '/c' }, homedir: '/home/ada' });
    expect(place.manifestFolder).toBe('/c/google-chrome/NativeMessagingHosts');
  });

  it("is Chrome's folder for Brave on macOS, which reads no other", () => {
    const { chrome, brave, edge } = places('darwin', {}, '/Users/ada');
    const support = '/Users/ada/Library/Application Support';
    expect(chrome).toEqual({
      settingsFolder: `${support}/Google/Chrome`,
      manifestFolder: `${support}/Google/Chrome/NativeMessagingHosts`,
    });
    expect(brave).toEqual({
      settingsFolder: `${support}/BraveSoftware/Brave-Browser`,
      manifestFolder: `${support}/Google/Chrome/NativeMessagingHosts`,
    });
    expect(edge?.manifestFolder).toBe(`${support}/Microsoft Edge/NativeMessagingHosts`);
  });

  it('is a registry key on Windows', () => {
    const { edge, vivaldi } = places('win32', { LOCALAPPDATA: 'C:\\Local' }, 'C:\\Users\\ada');
    expect(edge).toEqual({
      settingsFolder: 'C:\\Local\\Microsoft\\Edge\\User Data',
      manifestFolder: 'C:\\Local\\holdfast\\manifests\\Microsoft\\Edge',
      registryKey: 'HKCU\\Software\\Microsoft\\Edge\\NativeMessagingHosts\\app.holdfast.host',
    });
    expect(vivaldi).toEqual({
      settingsFolder: 'C:\\Local\\Vivaldi\\User Data',
      manifestFolder: 'C:\\Local\\holdfast\\manifests\\Google\\Chrome',
      registryKey: 'HKCU\\Software\\Google\\Chrome\\NativeMessagingHosts\\app.holdfast.host',
    });
  });
});

describe('profilePlace', () => {
  it('is a folder inside the profile', () => {
    expect(profilePlace('/p').manifestFolder).toBe('/p/NativeMessagingHosts');
  });
});
