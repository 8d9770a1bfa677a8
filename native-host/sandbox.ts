import { AppError } from '../lib/protocol/errors.ts';

/** What keeps a browser, and the programs it starts, away from the rest of the system. */
export type Sandbox = 'snap' | 'flatpak';

/** Written by flatpak into every one of its sandboxes. */
const FLATPAK_FILE = '/.flatpak-info';

/** In which sandbox a program runs with this environment, if in any. A terminal in a snap gives its own on to all it starts. */
export function sandboxOf(env: NodeJS.ProcessEnv, exists: (path: string) => boolean): Sandbox | undefined {
  if (env['FLATPAK_ID'] || exists(FLATPAK_FILE)) return 'flatpak';
  return env['SNAP'] ? 'snap' : undefined;
}

/** Of the system, where a file may not be opened or written. */
const DENIED: readonly unknown[] = ['read-only', 'EACCES', 'EPERM', 'EROFS'];

/** What opening the store met; in a sandbox that keeps the host from its data folder, with that as the reason and the way out. */
export function asSandboxed(met: unknown, folder: string, sandbox: Sandbox | undefined): unknown {
  const code = met instanceof Error && 'code' in met ? met.code : undefined;
  if (!sandbox || !DENIED.includes(code)) return met;
  return new AppError(
    'read-only',
    `The browser’s sandbox (${sandbox}) keeps the host from its data folder ${folder}. Use the browser’s own .deb or .rpm package; “holdfast doctor” names browsers that cannot have a host. Nothing was changed.`,
    { cause: met },
  );
}
