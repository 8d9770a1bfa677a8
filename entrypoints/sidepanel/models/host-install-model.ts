import { createModel, signal } from '@preact/signals';
import type { ExtensionRuntime } from './extension-runtime.ts';

interface HostInstallOptions {
  readonly runtime: Pick<ExtensionRuntime, 'getManifest' | 'getPlatformInfo'>;
}

/** What decides which host is installed, and how: the browser's words for the system, and the extension's version. */
interface InstallPlace {
  readonly os: string;
  readonly arch: string;
  readonly version: string;
}

/** Where a host is to be installed; undefined until the browser has told. */
export const HostInstallModel = createModel(({ runtime }: HostInstallOptions) => {
  const place = signal<InstallPlace | undefined>(undefined);
  const { version } = runtime.getManifest();
  void runtime
    .getPlatformInfo()
    // The steps are the same for most.
    .catch(() => ({ os: 'linux', arch: '' }))
    .then(({ os, arch }) => {
      place.value = { os, arch, version };
    });

  return { place };
});
export type HostInstallModel = InstanceType<typeof HostInstallModel>;
