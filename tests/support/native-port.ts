import { spawn } from 'node:child_process';
import type { NativePort } from '../../entrypoints/background/host-connection.ts';
import { MAX_FRAME_FROM_HOST_BYTES } from '../../lib/protocol/limits.ts';
import { createFrameDecoder, encodeFrame } from '../../native-host/framing.ts';
import { ORIGIN } from './host-process.ts';

/** A port with a real host behind it, as a browser gives one. */
export interface HostPort extends NativePort {
  /** Resolves when the process is gone. */
  readonly exited: Promise<void>;
}

/** Starts a host and joins a port to its input and output; the host is told to end by `disconnect`. */
export function openNativePort(program: string, home: string): HostPort {
  const child = spawn(process.execPath, [program, ORIGIN], {
    env: { ...process.env, HOLDFAST_HOME: home, HOLDFAST_NO_UPKEEP: '1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const onMessage: ((message: unknown) => void)[] = [];
  const onDisconnect: (() => void)[] = [];
  const decoder = createFrameDecoder(MAX_FRAME_FROM_HOST_BYTES);
  let isOpen = true;
  child.stdout.on('data', (bytes: Buffer) => {
    for (const frame of decoder.push(bytes)) {
      const message: unknown = JSON.parse(frame.toString());
      if (isOpen) for (const listener of onMessage) listener(message);
    }
  });
  // A host that is gone cannot be written to; the extension hears of that by the end of its port.
  child.stdin.on('error', () => {});
  const exited = new Promise<void>((resolve) => {
    child.once('close', () => {
      // Chrome tells only the side that did not close the port.
      if (isOpen) for (const listener of onDisconnect) listener();
      resolve();
    });
  });
  return {
    postMessage: (message) => void child.stdin.write(encodeFrame(JSON.stringify(message))),
    onMessage: { addListener: (listener) => void onMessage.push(listener) },
    onDisconnect: { addListener: (listener) => void onDisconnect.push(listener) },
    disconnect() {
      isOpen = false;
      child.stdin.end();
    },
    exited,
  };
}
