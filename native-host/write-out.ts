import type * as Fs from 'node:fs';
import { Worker } from 'node:worker_threads';

const EVERY_MS = 20;

/**
 * Has what is written to `file`, which need not be there yet, go to the disk while it is written. Left to the end, all of it goes at
 * once, and whoever wants a message saved in that moment waits: 90 to 170 ms beside the copy of a store of 300 MB, 10 to 30
 * like this. In a thread, since the one that calls this is about to be busy. Returns what ends it.
 */
export function writeOutSteadily(file: string): () => void {
  const options = JSON.stringify({ file, everyMs: EVERY_MS });
  const worker = new Worker(`(${syncAgainAndAgain})(require('node:fs'), ${options})`, { eval: true });
  // Without it the copy is as good, and its sync at the end takes longer.
  worker.on('error', () => {});
  worker.unref();
  return () => void worker.terminate();
}

/** Runs in the thread, of which it can see only its arguments. */
function syncAgainAndAgain(fs: typeof Fs, { file, everyMs }: { file: string; everyMs: number }): void {
  let descriptor: number | undefined;
  setInterval(() => {
    try {
      descriptor ??= fs.openSync(file, 'r+');
      fs.fdatasyncSync(descriptor);
    } catch {
      // It is not there yet; what cannot be written is told to whoever writes it.
    }
  }, everyMs);
}
