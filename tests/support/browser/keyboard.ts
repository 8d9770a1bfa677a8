import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A screen that nobody sees, with a keyboard: what is pressed on it goes the way of a person's keys. */
export interface Keyboard {
  /** Of the X server, such as `:5`. */
  readonly display: string;
  /** Presses a combination, as xdotool names it, in the browser's window. */
  press(keys: string): void;
  stop(): Promise<void>;
}

/** Starts one, on a display that is free. */
export async function startKeyboard(): Promise<Keyboard> {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1366x900x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const display = `:${await firstLine(server)}`;
  const xdotool = (...args: string[]) =>
    execFileSync('xdotool', args, { env: { ...process.env, DISPLAY: display }, encoding: 'utf8' });
  return {
    display,
    press(keys) {
      const windows = xdotool('search', '--onlyvisible', '--class', 'chrom').trim().split('\n');
      // Without a window manager nobody gives a window the focus.
      xdotool('windowfocus', '--sync', windows.at(-1) ?? '');
      xdotool('key', '--clearmodifiers', keys);
    },
    stop() {
      const gone = new Promise<void>((resolve) => server.once('exit', () => resolve()));
      server.kill();
      return gone;
    },
  };
}

function firstLine(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)));
    const pipe = server.stdio[3];
    if (pipe && 'setEncoding' in pipe) createInterface({ input: pipe }).once('line', resolve);
  });
}
