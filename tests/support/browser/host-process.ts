import { execFileSync } from 'node:child_process';

/** The process id of the host that a browser started; undefined while there is none. Linux and macOS. */
export function hostProcess(browserPid: number): number | undefined {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  for (const row of rows) {
    const [, pid, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row) ?? [];
    if (Number(parent) === browserPid && command.includes('main.mjs')) return Number(pid);
  }
  return undefined;
}

/** The process id of the host that a browser has started. */
export function runningHost(browserPid: number): number {
  const pid = hostProcess(browserPid);
  if (pid === undefined) throw new Error('The browser has started no host');
  return pid;
}
