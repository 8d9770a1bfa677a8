import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { tryLauncher } from '../../../native-host/install/try-launcher.ts';
import packageJson from '../../../package.json' with { type: 'json' };
import { HOST } from '../../../scripts/repository.ts';
import { ORIGIN } from '../../support/host-process.ts';
import { temporaryFolder } from '../../support/temporary-store.ts';

/** A launcher that does this. */
function aLauncher(script: string): string {
  const file = join(temporaryFolder(), 'launcher');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

describe.skipIf(process.platform === 'win32')('tryLauncher', () => {
  it('has a host answer that has opened a store', async () => {
    const { host, store } = await tryLauncher(join(HOST, 'holdfast-host'), ORIGIN);
    expect({ version: host.version, state: store.state }).toEqual({ version: packageJson.version, state: 'ready' });
  });

  it.each([
    [
      'ends',
      'echo "SyntaxError: not a program" >&2; echo "    at here" >&2; exit 3',
      /ended \(3\) before it answered\. It wrote: SyntaxError: not a program$/,
    ],
    ['says nothing, and ends', 'true', /ended \(0\) before it answered\.$/],
    ['is killed', 'kill -9 $$', /ended \(SIGKILL\) before it answered\.$/],
    [
      'writes anything else',
      'echo "Welcome to this computer"; sleep 5',
      /wrote what is no answer: A frame says it has /,
    ],
  ])('says what a program does that is no host: it %s', async (_, script, words) => {
    await expect(tryLauncher(aLauncher(script), ORIGIN)).rejects.toThrow(words);
  });

  it('starts a batch file whose folder has letters that a shell of Windows would read', async () => {
    const bin = temporaryFolder();
    writeFileSync(join(bin, 'cmd.exe'), '#!/bin/sh\nprintf "%s|" "$@" >&2\n', { mode: 0o755 });
    vi.stubEnv('PATH', `${bin}:${process.env['PATH']}`);
    onTestFinished(() => void vi.unstubAllEnvs());
    const launcher = 'C:\\R&D (new)\\holdfast-host.bat';
    await expect(tryLauncher(launcher, ORIGIN)).rejects.toThrow(`It wrote: /d|/s|/c|""${launcher}" "${ORIGIN}""|`);
  });

  it('says that a file cannot be started', async () => {
    const file = join(temporaryFolder(), 'launcher');
    writeFileSync(file, '');
    await expect(tryLauncher(file, ORIGIN)).rejects.toThrow(`${file} could not be started: `);
  });

  it('tells a host for another extension', async () => {
    await expect(tryLauncher(join(HOST, 'holdfast-host'), 'chrome-extension://other/')).rejects.toThrow(/ended \(77\)/);
  });
});
