import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { AppError } from '../../lib/protocol/errors.ts';
import { EXTENSION_KEY } from '../../lib/protocol/extension-key.ts';
import { MAX_FRAME_FROM_HOST_BYTES, PROTOCOL_VERSION } from '../../lib/protocol/limits.ts';
import { createChunkJoiner } from '../../lib/rpc/chunks.ts';
import { type Client, createClient } from '../../lib/rpc/client.ts';
import { createConnection } from '../../lib/rpc/connection.ts';
import { createFrameDecoder, encodeFrame } from '../../native-host/framing.ts';
import { extensionIdOfKey } from '../../native-host/install/extension-id.ts';
import { launcherFileName, writeLauncher } from '../../native-host/install/launcher.ts';

/** A host started by its launcher, as a browser does it. */
export interface BenchHost {
  readonly pid: number;
  readonly client: Client;
  hello(): Promise<unknown>;
  /** Resolves when the host has ended by itself. */
  end(): Promise<void>;
}

/** Writes the launcher that a browser would start; its path. */
export function launcherFor(folder: string, program: string, home: string): string {
  const launcher = join(folder, launcherFileName(process.platform));
  writeLauncher(launcher, {
    node: process.execPath,
    program,
    environment: { HOLDFAST_HOME: home, HOLDFAST_NO_UPKEEP: '1' },
  });
  return launcher;
}

export function startBenchHost(launcher: string): BenchHost {
  const origin = `chrome-extension://${extensionIdOfKey(EXTENSION_KEY)}/`;
  const child = spawn(launcher, [origin], {
    stdio: ['pipe', 'pipe', 'inherit'],
    shell: process.platform === 'win32',
  });
  const exited = once(child, 'exit');
  const decoder = createFrameDecoder(MAX_FRAME_FROM_HOST_BYTES);
  const joiner = createChunkJoiner();
  const connection = createConnection({
    send: (message) => void child.stdin.write(encodeFrame(JSON.stringify(message))),
    timers: { set: setTimeout, clear: (timer) => clearTimeout(timer as NodeJS.Timeout) },
    onRequest: () => Promise.reject(new AppError('invalid', 'Nobody asks the browser.')),
    onNotification: (method, params) => receiveNotification(method, params),
  });
  const { client, receiveNotification } = createClient({ connection, newId });
  child.stdin.on('error', () => {});
  child.stdout.on('data', (bytes: Buffer) => {
    for (const frame of decoder.push(bytes)) {
      const message = joiner.accept(JSON.parse(frame.toString()));
      if (message !== undefined) connection.receive(message);
    }
  });
  void exited.then(() => connection.close(new AppError('disconnected', 'The host has exited.')));
  return {
    pid: child.pid ?? 0,
    client,
    hello: () => client.call('hello', { protocol: PROTOCOL_VERSION, client: { name: 'bench', version: '0' } }),
    async end() {
      child.stdin.end();
      await exited;
    },
  };
}
