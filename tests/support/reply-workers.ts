import { execFileSync } from 'node:child_process';

/** The processes that make replies for the store in a data folder. Linux and macOS. */
export function workersOn(home: string): number[] {
  if (process.platform === 'win32') return [];
  const rows = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  const isWorker = (row: string) => /\/reply-worker\.(ts|mjs) /.test(row) && row.endsWith(` ${home}`);
  return rows.filter((row) => isWorker(row.trimEnd())).map((row) => Number.parseInt(row, 10));
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
