import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXTENSION_KEY } from '../../lib/protocol/extension-key.ts';
import { PROTOCOL_VERSION } from '../../lib/protocol/limits.ts';
import type { Result } from '../../lib/protocol/methods.ts';
import { encodeFrame } from '../../native-host/framing.ts';
import { profilePlace } from '../../native-host/install/browsers.ts';
import { extensionIdOfKey } from '../../native-host/install/extension-id.ts';
import type { HostFiles } from '../../native-host/install/host-files.ts';
import type { Installation } from '../../native-host/install/install-host.ts';
import { dataPaths } from '../../native-host/paths.ts';
import { HOST } from '../../scripts/repository.ts';
import { temporaryFolder } from './temporary-store.ts';
import { STORE_INFO } from './wire-handlers.ts';

/** An installation of the built host, with a few bytes that start this Node in place of a copy of it. */
export function anInstallation(changes: Partial<Installation> = {}): Installation {
  const folder = join(temporaryFolder(), 'ho me ä');
  const home = join(folder, 'data');
  mkdirSync(folder);
  return {
    from: { folder: HOST, node: aRuntime(temporaryFolder()), version: '0.1.0' },
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

/** A host of three files that can do no more than greet, where what is done with its files is the subject. */
export function aGreeter(version = '0.1.0'): HostFiles {
  const place = temporaryFolder();
  const folder = join(place, 'host');
  mkdirSync(folder);
  const result: Result<'hello'> = {
    protocol: PROTOCOL_VERSION,
    host: { version, pid: 1, engine: 'native' },
    store: STORE_INFO,
  };
  const greeting = Buffer.from(encodeFrame(JSON.stringify({ jsonrpc: '2.0', id: 1, result }))).toString('base64');
  const main = `process.stdin.once('data', () => process.stdout.write(Buffer.from('${greeting}', 'base64')));`;
  for (const [name, source] of Object.entries({ main, maintenance: '', cli: '' })) {
    writeFileSync(join(folder, `${name}.mjs`), source);
  }
  return { folder, node: aRuntime(place), version };
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
