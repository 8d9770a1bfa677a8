import { CommanderError } from 'commander';
import { AppError } from '../lib/protocol/errors.ts';

/** How a command ends; 130 is what a shell calls the end by Ctrl+C: 128 and the number of the signal. */
export const EXIT = { done: 0, failed: 1, usage: 2, cancelled: 130 } as const;

export type Exit = keyof typeof EXIT;

/** What `--help` calls them where a command has no words of its own. */
export const EXIT_WORDS: Readonly<Record<Exit, string>> = {
  done: 'done',
  failed: 'failed',
  usage: 'wrong usage',
  cancelled: 'cancelled by Ctrl+C',
};

/** The exit code for what a command ended with. */
export function exitCodeOf(error: unknown): number {
  // Commander ends `--help` and `--version` with an error too, whose code is 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  return error instanceof AppError && error.code === 'cancelled' ? EXIT.cancelled : EXIT.failed;
}
