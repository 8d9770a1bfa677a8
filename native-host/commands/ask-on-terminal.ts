import { createInterface } from 'node:readline';
import { AppError } from '../../lib/protocol/errors.ts';

/** Asks on the terminal; the end of the input (Ctrl+D) is an empty answer. Errors: `cancelled` on Ctrl+C. */
export function askOnTerminal(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve, reject) => {
    terminal.on('SIGINT', () => {
      process.stderr.write('\n');
      reject(new AppError('cancelled', 'Cancelled; nothing was changed.'));
      terminal.close();
    });
    terminal.on('close', () => resolve(''));
    terminal.question(question, (answer) => {
      resolve(answer);
      terminal.close();
    });
  });
}
