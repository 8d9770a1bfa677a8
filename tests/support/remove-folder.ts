import { rmSync } from 'node:fs';

/** With all that is in it; a process that has just ended may still have written there. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
