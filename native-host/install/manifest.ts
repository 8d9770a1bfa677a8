import { NATIVE_HOST_NAME } from '../../lib/protocol/limits.ts';

/** What a browser reads to find and start a native host. */
export interface HostManifest {
  readonly name: string;
  readonly description: string;
  readonly path: string;
  readonly type: 'stdio';
  readonly allowed_origins: readonly string[];
}

export const MANIFEST_FILE_NAME = `${NATIVE_HOST_NAME}.json`;

/** `register` and `unregister` also tell by it what is ours. */
export const DESCRIPTION = 'Holdfast: keeps AI conversations in one SQLite file';

/** `launcher` must be an absolute path: browsers on Linux and macOS do not find a relative one. */
export function hostManifest(launcher: string, extensionId: string): HostManifest {
  return {
    name: NATIVE_HOST_NAME,
    description: DESCRIPTION,
    path: launcher,
    type: 'stdio',
    allowed_origins: [`chrome-extension://${extensionId}/`],
  };
}
