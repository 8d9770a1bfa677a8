import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** The processes that make replies for the store in a data folder. Linux and macOS. */
export function workersOn(home: string): number[] {
  if (process.platform === 'win32') return [];
  const isWorker = (row: string) => /\/reply-worker\.(ts|mjs) /.test(row) && row.endsWith(` ${home}`);
  return processes()
    .filter((row) => isWorker(row.trimEnd()))
    .map((row) => Number.parseInt(row, 10));
}

/** Each with its number and its arguments. */
function processes(): string[] {
  if (process.platform !== 'linux') {
    return execFileSync('ps', ['-A', '-ww', '-o', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  }
  // Starting `ps` takes ten times as long, and tests ask again and again.
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => `${pid} ${argumentsOf(pid)}`);
}

function argumentsOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    // It has just ended.
    return '';
  }
}

/** SIGKILL; how many there were. */
export function killWorkers(home: string): number {
  const workers = workersOn(home);
  for (const pid of workers) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Its reply was just over.
    }
  }
  return workers.length;
}
