import { EventEmitter } from 'node:events';
import { MAX_FRAME_FROM_HOST_BYTES } from '../../../lib/protocol/limits.ts';
import { createStdioConnection } from '../../../native-host/stdio-connection.ts';

/** One message of the host. */
export interface Said {
  readonly id?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number };
}

/** A host's connection without a process: answers a request with its parameters. */
export interface EchoingHost {
  /** Hands over bytes, at once. */
  push(bytes: Buffer): void;
  /** The input ends. */
  end(): void;
  readonly said: readonly Said[];
  /** Methods of the requests and of the notifications that got through. */
  readonly asked: readonly string[];
  readonly notified: readonly string[];
  /** How often it heard that the input ended well, and that it is lost. */
  readonly ends: { readonly well: number; readonly lost: number };
}

export function createEchoingHost(): EchoingHost {
  const input = new EventEmitter();
  const said: Said[] = [];
  const asked: string[] = [];
  const notified: string[] = [];
  const ends = { well: 0, lost: 0 };
  createStdioConnection({
    input: input as unknown as NodeJS.ReadableStream,
    write: (bytes) => void said.push(readFrame(bytes)),
    timers: { set: () => undefined, clear: () => {} },
    onRequest(method, params) {
      asked.push(method);
      // Nested so deeply that nothing could write it down again, which is what the handlers refuse.
      return method === 'deep' ? null : params;
    },
    onNotification: (method) => void notified.push(method),
    onEnd: () => void ends.well++,
    onBroken: () => void ends.lost++,
  });
  return {
    push: (bytes) => void input.emit('data', bytes),
    end: () => void input.emit('end'),
    said,
    asked,
    notified,
    ends,
  };
}

/** What is written is whole frames, each short enough for Chrome. */
function readFrame(bytes: Buffer): Said {
  const [length] = new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + 4));
  if (length !== bytes.length - 4 || length > MAX_FRAME_FROM_HOST_BYTES) throw new Error(`A frame of ${length} bytes.`);
  return JSON.parse(bytes.toString('utf8', 4));
}
