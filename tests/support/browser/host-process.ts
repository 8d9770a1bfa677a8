import { execFileSync } from 'node:child_process';

/** The built host, or a program of ours around it. */
const HOST_PROGRAM = /\/(main\.mjs|host-[a-z-]+\.ts) /;

/** The process id of the host that a browser started; undefined while there is none. Linux and macOS. */
export function hostProcess(browserPid: number): number | undefined {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  for (const row of rows) {
    const [, pid, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row) ?? [];
    if (Number(parent) === browserPid && HOST_PROGRAM.test(command)) return Number(pid);
  }
  return undefined;
}

/** The process id of the host that a browser has started. */
export function runningHost(browserPid: number): number {
  const pid = hostProcess(browserPid);
  if (pid === undefined) throw new Error('The browser has started no host');
  return pid;
}
