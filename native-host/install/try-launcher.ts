import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { HANDSHAKE_METHODS } from '../../lib/protocol/handshake-methods.ts';
import { MAX_FRAME_FROM_HOST_BYTES, PROTOCOL_VERSION } from '../../lib/protocol/limits.ts';
import { createFrameDecoder, encodeFrame } from '../framing.ts';

/** Windows looks for viruses in a new program before it starts it. */
const TIMEOUT_MS = 30_000;

/** As long as a browser waits for a host whose port it has closed. */
const END_MS = 2000;

const ASK_AGAIN_MS = 100;

/** What a host said that was started as a browser does it. */
export type Greeting = v.InferOutput<typeof HANDSHAKE_METHODS.hello.result>;

/**
 * Starts a launcher as the browser does and greets the host, on a store of its own that is removed again: what is read and
 * written there proves that the runtime, SQLite and the disk are well. Errors: with what the host wrote, where it ended,
 * said nothing in half a minute, or could not open a store.
 */
export async function tryLauncher(launcher: string, origin: string): Promise<Greeting> {
  const home = mkdtempSync(join(tmpdir(), 'holdfast-try-'));
  try {
    return await greet(launcher, origin, home);
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function greet(launcher: string, origin: string, home: string): Promise<Greeting> {
  const child = start(launcher, origin, home);
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let stderr = '';
  child.stderr?.on('data', (bytes: Buffer) => {
    stderr = `${stderr}${bytes}`.slice(-4000);
  });
  // A host that is gone is told by its end.
  child.stdin?.on('error', () => {});
  let timer: NodeJS.Timeout | undefined;
  const ask = () => child.stdin?.write(encodeFrame(JSON.stringify(HELLO)));
  try {
    return await new Promise<Greeting>((resolve, reject) => {
      const fail = (what: string) => reject(new Error(`${launcher} ${what}${lastWords(stderr)}`));
      timer = setTimeout(() => fail('did not answer within half a minute.'), TIMEOUT_MS);
      child.once('error', (error) => fail(`could not be started: ${error.message}.`));
      child.once('close', (code, signal) => fail(`ended (${signal ?? code}) before it answered.`));
      const decoder = createFrameDecoder(MAX_FRAME_FROM_HOST_BYTES);
      child.stdout?.on('data', (bytes: Buffer) => {
        try {
          for (const frame of decoder.push(bytes)) judge(JSON.parse(frame.toString()), { resolve, fail, ask });
        } catch (error) {
          fail(`wrote what is no answer: ${error instanceof Error ? error.message : error}.`);
        }
      });
      ask();
    });
  } finally {
    clearTimeout(timer);
    child.stdin?.end();
    const killer = setTimeout(() => child.kill('SIGKILL'), END_MS);
    await closed;
    clearTimeout(killer);
  }
}

const HELLO = {
  jsonrpc: '2.0',
  id: 1,
  method: 'hello',
  params: { protocol: PROTOCOL_VERSION, client: { name: 'holdfast-install', version: '0' } },
};

const answer = v.object({ id: v.literal(1), result: HANDSHAKE_METHODS.hello.result });
const refusal = v.object({ id: v.literal(1), error: v.object({ message: v.string() }) });

interface Verdict {
  readonly resolve: (greeting: Greeting) => void;
  readonly fail: (what: string) => void;
  readonly ask: () => void;
}

/** A store that is being opened is asked for again; everything else that a host says here is for panels. */
function judge(message: unknown, { resolve, fail, ask }: Verdict): void {
  if (v.is(refusal, message)) return fail(`refused: ${message.error.message}`);
  if (!v.is(answer, message)) return;
  const { state } = message.result.store;
  if (state === 'ready') return resolve(message.result);
  if (state === 'failed') return fail('could not open a store.');
  setTimeout(ask, ASK_AGAIN_MS);
}

function start(launcher: string, origin: string, home: string): ChildProcess {
  const env = { ...process.env, HOLDFAST_HOME: home, HOLDFAST_NO_UPKEEP: '1' };
  const options: SpawnOptions = { env, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true };
  if (!launcher.endsWith('.bat')) return spawn(launcher, [origin], options);
  // As a browser starts a batch file. It takes the outer quotes off; only within the inner ones `&` and brackets are letters.
  const line = `""${launcher}" "${origin}""`;
  return spawn('cmd.exe', ['/d', '/s', '/c', line], { ...options, windowsVerbatimArguments: true });
}

/** Of what Node says at an error, the line that names it. */
function lastWords(stderr: string): string {
  const lines = stderr.trim().split('\n').filter(Boolean);
  const named = lines.findLast((line) => /^(Uncaught )?\w*Error\b/.test(line)) ?? lines.at(-1);
  return named === undefined ? '' : ` It wrote: ${named}`;
}
