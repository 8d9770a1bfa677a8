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

/** An installation of the built host, with a few bytes that start this Node in place of a copy of it. */
export function anInstallation(changes: Partial<Installation> = {}): Installation {
  const folder = join(temporaryFolder(), 'ho me ä');
  const home = join(folder, 'data');
  mkdirSync(folder);
  return {
    from: aHost(),
    paths: dataPaths({ HOLDFAST_HOME: home }, process.platform, folder),
    defaults: { HOLDFAST_HOME: home },
    places: [profilePlace(join(folder, 'profile'))],
    profiles: [join(folder, 'profile')],
    extensionId: extensionIdOfKey(EXTENSION_KEY),
    onStep: () => {},
    ...changes,
  };
}

/** The built host as something to install; `change` makes another one of it. */
export function aHost(version = '0.1.0', change?: (folder: string) => void): HostFiles {
  const place = temporaryFolder();
  const node = aRuntime(place);
  if (!change) return { folder: HOST, node, version };
  const folder = join(place, 'host');
  cpSync(HOST, folder, { recursive: true });
  change(folder);
  return { folder, node, version };
}

/**
 * A few bytes that start this Node, in this folder. Wherever they are copied to, they are what the program takes for its own
 * executable, so that they are also what it installs and starts: a copy of Node is 150 MB to write and to hash.
 */
export function aRuntime(folder: string): string {
  const node = join(folder, 'node');
  const asItself = `data:text/javascript,process.execPath=process.env.RUNTIME;delete process.env.RUNTIME`;
  // What is compiled is of no use to the next, which lies elsewhere.
  const lines = [
    '#!/bin/sh',
    'unset NODE_COMPILE_CACHE',
    `RUNTIME="$0" exec '${process.execPath}' --import '${asItself}' "$@"`,
  ];
  writeFileSync(node, `${lines.join('\n')}\n`);
  chmodSync(node, 0o755);
  return node;
}
