import { existsSync, readFileSync, statfsSync } from 'node:fs';

/** What a browser must do without here. On a usual desktop: nothing. */
export interface Confinement {
  readonly withoutSandbox: boolean;
  readonly withoutSharedMemory: boolean;
}

/** Below this, tabs crash for want of shared memory; Docker's default is 64 MiB. */
const ENOUGH_SHARED_MEMORY_BYTES = 512 * 1024 * 1024;

/** Looks at this process and machine; `executable` counts because a system can allow its own browsers more than others. */
export function confinementOf(executable: string): Confinement {
  if (process.platform !== 'linux') return { withoutSandbox: false, withoutSharedMemory: false };
  return {
    withoutSandbox: process.getuid?.() === 0 || isContainer() || isRestrictedToSystemBrowsers(executable),
    withoutSharedMemory: sharedMemoryBytes() < ENOUGH_SHARED_MEMORY_BYTES,
  };
}

/** Flags for a confined environment, and only for it. */
export function environmentFlags({ withoutSandbox, withoutSharedMemory }: Confinement): string[] {
  return [...(withoutSandbox ? ['--no-sandbox'] : []), ...(withoutSharedMemory ? ['--disable-dev-shm-usage'] : [])];
}

function isContainer(): boolean {
  return existsSync('/.dockerenv') || existsSync('/run/.containerenv') || Boolean(process.env['container']);
}

/** Ubuntu since 23.10 gives user namespaces only to programs with a profile, which a download has not. */
function isRestrictedToSystemBrowsers(executable: string): boolean {
  const setting = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns';
  return existsSync(setting) && readFileSync(setting, 'utf8').trim() === '1' && executable.includes('ms-playwright');
}

function sharedMemoryBytes(): number {
  if (!existsSync('/dev/shm')) return 0;
  const { bsize, blocks } = statfsSync('/dev/shm');
  return bsize * blocks;
}
