/** Whether a process of that number runs. Another one may have got the number of one that has ended. */
export function isRunning(pid: number): boolean {
  try {
    // Asks only: signal 0 is none.
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
