import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A program of this folder in a process of its own, killed at the end of the test. */
export interface RunningProgram {
  readonly child: ChildProcess;
  /** Resolves when it has printed `text`; rejects when it ends without. */
  printed(text: string): Promise<void>;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

export function runProgram(name: string, args: readonly string[]): RunningProgram {
  const child = spawn(process.execPath, [join(import.meta.dirname, `${name}.ts`), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal);
  return {
    child,
    ended,
    async printed(text) {
      let over = false;
      void ended.then(() => {
        over = true;
      });
      while (!output.includes(text)) {
        if (over) throw new Error(`${name} ended without printing ${text}, after: ${output}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
  };
}
