import { EXIT } from './exit-codes.ts';

/**
 * From now on, a reader of the output that leaves (`holdfast backups | head -1`) is no error: what was begun is done, unheard. Output
 * that cannot be written for another reason ends with 1.
 */
export function letReadersLeave({ stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>): void {
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.exitCode = EXIT.failed;
    stderr.write(
      `holdfast: The output could not be written: ${error.message}. What was asked for may be done; look.\n`,
    );
  });
  // There is nobody left to tell.
  stderr.on('error', () => {});
}
