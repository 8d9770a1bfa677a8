import { spawn, spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addSession } from '../../contract/rows.ts';
import { builtProgram } from '../../support/built-program.ts';
import { openStoreAt, temporaryStorePath } from '../../support/temporary-store.ts';

/** Restores a store from itself on a terminal of its own, types the keys when it asks, and gives what was shown and the exit code. */
async function restoreOnTerminal(keys: string) {
  const path = temporaryStorePath();
  const db = openStoreAt(path);
  addSession(db, 'talk');
  const command = `'${process.execPath}' '${builtProgram('cli')}' restore '${path}'`;
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    env: { ...process.env, HOLDFAST_HOME: dirname(path), TERM: 'xterm' },
  });
  let shown = '';
  let isAnswered = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    if (isAnswered || !shown.includes('[y/N]')) return;
    isAnswered = true;
    child.stdin.write(keys);
  });
  const status = await new Promise((done) => child.on('close', done));
  return { status, shown, sessions: db.all('SELECT id FROM sessions') };
}

/** `script` of util-linux, which gives a program a terminal; that of other systems takes other arguments. */
const isScriptAbsent = process.platform !== 'linux' || spawnSync('script', ['--version']).error !== undefined;

describe.skipIf(isScriptAbsent)('askOnTerminal', () => {
  it.each([
    ['yes', 'y\r', 0, 'to go back: holdfast restore'],
    ['no', 'n\r', 1, 'holdfast: Not restored, as you said; nothing was changed.'],
    ['nothing', '\r', 1, 'holdfast: Not restored, as you said; nothing was changed.'],
    ['the end of the input', '\x04', 1, 'holdfast: Not restored, as you said; nothing was changed.'],
    ['Ctrl+C', '\x03', 130, 'holdfast: Cancelled; nothing was changed.'],
  ])('takes for an answer %s', async (_, keys, status, words) => {
    const done = await restoreOnTerminal(keys);
    expect({ ...done, shown: done.shown.includes(words) || done.shown }).toEqual({
      status,
      shown: true,
      sessions: [{ id: 'talk' }],
    });
  });
});
