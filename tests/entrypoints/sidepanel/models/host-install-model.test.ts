import { describe, expect, it } from 'vitest';
import { HostInstallModel } from '../../../../entrypoints/sidepanel/models/host-install-model.ts';
import { fakeRuntime } from '../../../support/extension-runtime.ts';
import { settled } from '../../../support/fake-timers.ts';

describe('HostInstallModel', () => {
  it('knows the system as soon as the browser has told it, and the version that belongs to the extension', async () => {
    const model = new HostInstallModel({ runtime: fakeRuntime() });
    expect(model.place.value).toBeUndefined();
    await settled();
    expect(model.place.value).toEqual({ os: 'linux', arch: 'x86-64', version: '1.2.3' });
  });

  it('has steps also where the browser does not tell', async () => {
    const getPlatformInfo = () => Promise.reject(new Error('No.'));
    const model = new HostInstallModel({ runtime: { ...fakeRuntime(), getPlatformInfo } });
    await settled();
    expect(model.place.value).toEqual({ os: 'linux', arch: '', version: '1.2.3' });
  });
});
