import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { AppError } from '../../lib/protocol/errors.ts';
import { PURGE_WORDS } from '../install/purge-data.ts';
import type { DataPaths } from '../paths.ts';
import { howToEnd, runningInWords } from '../running-in-words.ts';
import { runningPrograms } from '../running-programs.ts';
import { runJobHere } from './run-job-here.ts';

/** Whoever still writes would make the files anew. Errors: `busy`. */
export function refusePurge({ locks }: DataPaths): void {
  const running = runningPrograms(locks);
  if (running.length === 0) return;
  throw new AppError('busy', `Nothing was deleted: ${runningInWords(running)}. ${howToEnd(running)}`);
}

/**
 * Offers a last copy, and has a person type what is meant. Errors: `invalid` where other words were typed, or none; those of the
 * copy.
 */
export async function confirmPurge(paths: DataPaths): Promise<void> {
  // One for both questions: what was piped in for the second would go with the first one's.
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answers = terminal[Symbol.asyncIterator]();
  const ask = async (question: string) => {
    process.stderr.write(question);
    const { value, done } = await answers.next();
    return done ? undefined : String(value).trim();
  };
  try {
    if (existsSync(paths.database)) await offerCopy(paths, ask);
    const typed = await ask(
      `This deletes every conversation, backup and setting in ${paths.home}, for ever.\nType “${PURGE_WORDS}” to go on: `,
    );
    if (typed !== PURGE_WORDS) throw new AppError('invalid', 'Nothing was deleted: the words were not typed.');
  } finally {
    terminal.close();
  }
}

async function offerCopy(paths: DataPaths, ask: (question: string) => Promise<string | undefined>): Promise<void> {
  const answer = await ask(`Write a last copy of everything to ${paths.downloads} first? [Y/n] `);
  if (answer === undefined || /^no?$/i.test(answer)) return;
  const { name } = await runJobHere('export', { format: 'bundle' }, paths);
  console.log(`A copy of everything: ${join(paths.downloads, name)}`);
}
