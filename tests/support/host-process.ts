import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { AppError } from '../../lib/protocol/errors.ts';
import { EXTENSION_KEY } from '../../lib/protocol/extension-key.ts';
import { MAX_FRAME_FROM_HOST_BYTES } from '../../lib/protocol/limits.ts';
import { createChunkJoiner, needsChunks, splitIntoChunks } from '../../lib/rpc/chunks.ts';
import { type Client, createClient } from '../../lib/rpc/client.ts';
import { createConnection, type RpcConnection } from '../../lib/rpc/connection.ts';
import { createFrameDecoder, encodeFrame } from '../../native-host/framing.ts';
import { extensionIdOfKey } from '../../native-host/install/extension-id.ts';
import { builtProgram } from './built-program.ts';
import { killWorkers } from './reply-workers.ts';

/** The first argument the browser gives. */
export const ORIGIN = `chrome-extension://${extensionIdOfKey(EXTENSION_KEY)}/`;

interface HostOptions {
  readonly home: string;
  /** Default: the built host. */
  readonly program?: string;
  readonly args?: readonly string[];
  readonly nodeOptions?: readonly string[];
  /** Default: it does nothing by itself while a test looks at something else. */
  readonly doesUpkeep?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** A message of the host, joined when it came in chunks. */
export type HostMessage = Readonly<Record<string, unknown>>;

/** A real host, spawned as the browser does it, spoken to in real frames. */
export interface HostProcess {
  readonly pid: number;
  /** The contract, typed. */
  readonly client: Client;
  /** Any method and any parameters. */
  readonly request: RpcConnection['request'];
  /** Exactly these bytes. */
  write(bytes: Uint8Array): void;
  /** Takes nothing from the host for so long. */
  pauseReading(ms: number): void;
  /** What the browser does when its port closes. */
  endInput(): void;
  /** SIGKILL. */
  kill(): void;
  /** Everything the host said so far, in order. */
  readonly messages: readonly HostMessage[];
  /** Size of every frame so far. */
  readonly frameBytes: readonly number[];
  /** The first message, said already or to come, that fits. */
  waitFor(fits: (message: HostMessage) => boolean): Promise<HostMessage>;
  readonly exited: Promise<HostExit>;
}

interface HostExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
  /** Bytes on stdout that are no whole frame. */
  readonly strayBytes: number;
}

const running = new Set<ChildProcess>();
const homes: string[] = [];

/** An empty data folder, removed by `cleanUpHosts`. */
export function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'host-'));
  homes.push(home);
  return home;
}

/** Kills the hosts and the workers that still run, and removes their folders. For `afterEach` or `afterAll`. */
export async function cleanUpHosts(): Promise<void> {
  const ends = [...running].map((child) => new Promise((resolve) => child.once('close', resolve)));
  for (const child of running) child.kill('SIGKILL');
  await Promise.all(ends);
  for (const home of homes.splice(0)) {
    killWorkers(home);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

export function startHost({
  home,
  program = builtProgram('main'),
  args = [ORIGIN],
  nodeOptions = [],
  doesUpkeep = false,
  env = {},
}: HostOptions): HostProcess {
  const child = spawn(process.execPath, [...nodeOptions, program, ...args], {
    env: { ...process.env, HOLDFAST_HOME: home, ...(!doesUpkeep && { HOLDFAST_NO_UPKEEP: '1' }), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  running.add(child);
  // A host that is gone cannot be written to; tests see that by how it exited.
  child.stdin.on('error', () => {});

  const messages: HostMessage[] = [];
  const frameBytes: number[] = [];
  const waiting = new Set<(message: HostMessage) => void>();
  const decoder = createFrameDecoder(MAX_FRAME_FROM_HOST_BYTES);
  const joiner = createChunkJoiner();
  let strayBytes = 0;
  let chunkedCount = 0;
  let stderr = '';

  const connection = createConnection({
    send(message) {
      const json = JSON.stringify(message);
      if (!needsChunks(json)) return void child.stdin.write(encodeFrame(json));
      for (const chunk of splitIntoChunks(json, String(++chunkedCount))) {
        child.stdin.write(encodeFrame(JSON.stringify(chunk)));
      }
    },
    timers: { set: setTimeout, clear: (timer) => clearTimeout(timer as NodeJS.Timeout) },
    onRequest: () => Promise.reject(new AppError('invalid', 'Nobody asks the browser.')),
    onNotification: (method, params) => receiveNotification(method, params),
  });
  const { client, receiveNotification } = createClient({ connection, newId });

  function receive(frame: Buffer): void {
    frameBytes.push(frame.length);
    const message = joiner.accept(JSON.parse(frame.toString())) as HostMessage | undefined;
    if (message === undefined) return;
    messages.push(message);
    connection.receive(message);
    for (const look of waiting) look(message);
  }

  child.stdout.on('data', (bytes: Buffer) => {
    try {
      for (const frame of decoder.push(bytes)) receive(frame);
    } catch {
      strayBytes += bytes.length;
    }
  });
  child.stderr.on('data', (bytes: Buffer) => {
    stderr += bytes.toString();
  });
  const exited = new Promise<HostExit>((resolve) => {
    child.once('close', (code, signal) => {
      running.delete(child);
      connection.close(new AppError('disconnected', 'The host has exited.'));
      resolve({ code, signal, stderr, strayBytes });
    });
  });

  return {
    pid: child.pid ?? 0,
    client,
    request: connection.request,
    write: (bytes) => void child.stdin.write(bytes),
    pauseReading(ms) {
      child.stdout.pause();
      setTimeout(() => child.stdout.resume(), ms).unref();
    },
    endInput: () => void child.stdin.end(),
    kill: () => void child.kill('SIGKILL'),
    messages,
    frameBytes,
    waitFor: (fits) =>
      new Promise((resolve, reject) => {
        const said = messages.find(fits);
        if (said) return resolve(said);
        const look = (message: HostMessage) => {
          if (!fits(message)) return;
          waiting.delete(look);
          resolve(message);
        };
        waiting.add(look);
        void exited.then(({ code }) => reject(new Error(`The host exited with ${code} before it said that.`)));
      }),
    exited,
  };
}
