import { readdirSync, readFileSync } from 'node:fs';

/** The living processes that use a data folder and end with the browser: workers, which do not, have no environment. Linux; elsewhere none is found. */
export function processesOn(home: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid && environmentOf(pid).includes(`HOLDFAST_HOME=${home}`));
}

/** Empty when it is gone, or has ended and only waits for its parent to notice. */
function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
