import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BROWSER_NAMES, type BrowserName, browserPlace, profilePlace } from '../../../native-host/install/browsers.ts';
import { choosePlaces, placesToClear } from '../../../native-host/install/chosen-places.ts';
import type { FoundBrowser } from '../../../native-host/install/find-browsers.ts';

const machine = { platform: 'linux', env: {}, homedir: '/home/ada' } as const;

/** Chrome and Edge are here, Brave only as a snap. */
const FOUND: readonly FoundBrowser[] = BROWSER_NAMES.map((name) => ({
  name,
  place: browserPlace(name, machine),
  evidence: ['chrome', 'edge'].includes(name) ? [`/usr/bin/${name}`] : [],
  sandboxed: name === 'brave' ? [{ kind: 'snap', path: '/snap/bin/brave' }] : [],
}));

const at = (name: BrowserName) => ({ name, place: browserPlace(name, machine), isProfile: false });
const folder = resolve('profile');
const profile = { name: folder, place: profilePlace(folder), isProfile: true };

describe('choosePlaces', () => {
  it('takes every browser that is here, and says of the others why not', () => {
    const { places, skipped, isMissed } = choosePlaces({}, FOUND, []);
    expect({ places, isMissed }).toEqual({ places: [at('chrome'), at('edge')], isMissed: false });
    expect(skipped).toEqual([
      {
        name: 'chromium',
        why: 'not on this machine: neither its program nor /home/ada/.config/chromium is there',
      },
      {
        name: 'brave',
        why: 'only as a snap (/snap/bin/brave). A snap cannot start programs outside of itself. Install brave as a package of your system (.deb, .rpm, pacman), or use another browser.',
      },
      { name: 'vivaldi', why: 'not on this machine: neither its program nor /home/ada/.config/vivaldi is there' },
    ]);
  });

  it('tells profiles that were named before, as an update has to', () => {
    expect(choosePlaces({}, FOUND, [folder]).places).toEqual([at('chrome'), at('edge'), profile]);
  });

  it('misses a browser that is named and not here', () => {
    const { places, skipped, isMissed } = choosePlaces({ browser: ['edge', 'brave'] }, FOUND, [folder]);
    expect({ places, isMissed, names: skipped.map(({ name }) => name) }).toEqual({
      places: [at('edge')],
      isMissed: true,
      names: ['brave'],
    });
  });

  it('takes a profile as it is named', () => {
    expect(choosePlaces({ profile: 'profile' }, FOUND, [])).toEqual({
      places: [profile],
      skipped: [],
      isMissed: false,
    });
  });
});

describe('placesToClear', () => {
  it('is every browser, here or no more, and every profile that was named once', () => {
    expect(placesToClear({}, FOUND, [folder])).toEqual({ places: [...BROWSER_NAMES.map(at), profile], shared: [] });
  });

  it('is only what is named', () => {
    expect(placesToClear({ browser: ['brave'] }, FOUND, [folder])).toEqual({ places: [at('brave')], shared: [] });
    expect(placesToClear({ profile: 'profile' }, FOUND, [])).toEqual({ places: [profile], shared: [] });
  });

  it('is nothing that a browser reads as well which was not named', () => {
    const onMac = { platform: 'darwin', env: {}, homedir: '/Users/ada' } as const;
    const found = FOUND.map((each) => ({
      ...each,
      place: browserPlace(each.name, onMac),
      evidence: ['/Applications'],
    }));
    const clear = (...browser: BrowserName[]) => {
      const { places, shared } = placesToClear({ browser }, found, []);
      return { names: places.map(({ name }) => name), shared };
    };
    expect(clear('brave', 'edge')).toEqual({ names: ['edge'], shared: [{ name: 'brave', by: ['chrome'] }] });
    expect(clear('brave', 'chrome')).toEqual({ names: ['chrome', 'brave'], shared: [] });
  });
});
