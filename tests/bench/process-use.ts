import { readFileSync } from 'node:fs';

const MiB = 2 ** 20;

/** Linux counts processor time in this unit, whatever the kernel was built with (USER_HZ). */
const TICKS_PER_SECOND = 100;

/** What a process has used so far. */
export interface ProcessUse {
  /** Of all its threads, in user and kernel, to 10 ms. */
  readonly cpuSeconds: number;
  /** The same of those that it started and that have ended. */
  readonly endedChildrenCpuSeconds: number;
  readonly residentMiB: number;
  /** The most it ever was. */
  readonly peakResidentMiB: number;
  /** Handed to the disk. */
  readonly writtenMiB: number;
}

/** Whether this system tells of other processes. */
export const canReadProcessUse = process.platform === 'linux';

/** Linux only. Throws when the process is gone. */
export function readProcessUse(pid: number): ProcessUse {
  const read = (name: string) => readFileSync(`/proc/${pid}/${name}`, 'utf8');
  // The second field is the program's name in brackets, which may hold anything.
  const fields = read('stat').split(') ').at(-1)?.split(' ') ?? [];
  const status = read('status');
  const kibibytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]);
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
    endedChildrenCpuSeconds: (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND,
    residentMiB: kibibytes('VmRSS') / 1024,
    peakResidentMiB: kibibytes('VmHWM') / 1024,
    writtenMiB: Number(/^write_bytes: (\d+)/m.exec(read('io'))?.[1]) / MiB,
  };
}
