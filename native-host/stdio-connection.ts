import { RPC_ERROR } from '../lib/protocol/errors.ts';
import { MAX_FRAME_TO_HOST_BYTES } from '../lib/protocol/limits.ts';
import { createChunkJoiner, needsChunks, splitIntoChunks } from '../lib/rpc/chunks.ts';
import { type ConnectionOptions, createConnection, type RpcConnection } from '../lib/rpc/connection.ts';
import { toErrorObject } from '../lib/rpc/rpc-error.ts';
import { createFrameDecoder, encodeFrame } from './framing.ts';

export interface StdioOptions extends Omit<ConnectionOptions, 'send'> {
  readonly input: NodeJS.ReadableStream;
  readonly write: (bytes: Buffer) => void;
  /** The input ended between two frames: the browser is done with us. */
  readonly onEnd: () => void;
  /** The input cannot be followed any further; one error frame was written. */
  readonly onBroken: (error: unknown) => void;
}

/** JSON-RPC over native messaging frames. */
export function createStdioConnection({ input, write, onEnd, onBroken, ...options }: StdioOptions): RpcConnection {
  const decoder = createFrameDecoder(MAX_FRAME_TO_HOST_BYTES);
  const joiner = createChunkJoiner();
  const text = new TextDecoder('utf-8', { fatal: true });
  let chunkedCount = 0;
  let broken = false;

  function send(message: object): void {
    const json = JSON.stringify(message);
    if (!needsChunks(json)) return write(encodeFrame(json));
    for (const chunk of splitIntoChunks(json, String(++chunkedCount))) write(encodeFrame(JSON.stringify(chunk)));
  }

  const connection = createConnection({ ...options, send });

  function receive(frame: Buffer): void {
    let message: unknown;
    try {
      message = JSON.parse(text.decode(frame));
    } catch {
      return refuse({ code: RPC_ERROR.parse, message: 'The frame is not JSON in UTF-8.' });
    }
    let joined: unknown;
    try {
      joined = joiner.accept(message);
    } catch (error) {
      return refuse(toErrorObject(error));
    }
    if (joined !== undefined) connection.receive(joined);
  }

  function refuse(error: object): void {
    send({ jsonrpc: '2.0', id: null, error });
  }

  function breakOff(error: unknown): void {
    if (broken) return;
    broken = true;
    refuse({ code: RPC_ERROR.parse, message: toErrorObject(error).message });
    onBroken(error);
  }

  /** Only what is wrong with the frames breaks the input off, not what a receiver of them throws. */
  function* framesIn(bytes: Buffer): Generator<Buffer> {
    try {
      yield* decoder.push(bytes);
    } catch (error) {
      breakOff(error);
    }
  }

  input.on('data', (bytes: Buffer) => {
    if (broken) return;
    for (const frame of framesIn(bytes)) receive(frame);
  });
  input.on('end', () => {
    if (broken) return;
    try {
      decoder.end();
    } catch (error) {
      return breakOff(error);
    }
    onEnd();
  });
  input.on('error', onEnd);
  return connection;
}
