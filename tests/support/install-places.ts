import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXTENSION_KEY } from '../../lib/protocol/extension-key.ts';
import { profilePlace } from '../../native-host/install/browsers.ts';
import { extensionIdOfKey } from '../../native-host/install/extension-id.ts';
import type { HostFiles } from '../../native-host/install/host-files.ts';
import type { Installation } from '../../native-host/install/install-host.ts';
import { dataPaths } from '../../native-host/paths.ts';
import { HOST } from '../../scripts/repository.ts';
import { temporaryFolder } from './temporary-store.ts';

/** An installation of the built host, with a few bytes that start this Node in place of a copy of it, which is 150 MB. */
export function anInstallation(changes: Partial<Installation> = {}): Installation {
  const folder = join(temporaryFolder(), 'ho me ä');
  const home = join(folder, 'data');
  mkdirSync(folder);
  return {
    from: aHost(),
    paths: dataPaths({ HOLDFAST_HOME: home }, process.platform, folder),
    defaults: { HOLDFAST_HOME: home },
    places: [profilePlace(join(folder, 'profile'))],
    known: [],
    profiles: [join(folder, 'profile')],
    extensionId: extensionIdOfKey(EXTENSION_KEY),
    onStep: () => {},
    ...changes,
  };
}

/** The built host as something to install; `change` makes another one of it. */
export function aHost(version = '0.1.0', change?: (folder: string) => void): HostFiles {
  const place = temporaryFolder();
  const node = join(place, 'node');
  writeFileSync(node, `#!/bin/sh\nexec '${process.execPath}' "$@"\n`);
  chmodSync(node, 0o755);
  if (!change) return { folder: HOST, node, version };
  const folder = join(place, 'host');
  cpSync(HOST, folder, { recursive: true });
  change(folder);
  return { folder, node, version };
}
