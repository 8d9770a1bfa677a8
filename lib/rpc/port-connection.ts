import type { Timers } from '../clock.ts';
import { CHUNK_THRESHOLD_BYTES } from '../protocol/limits.ts';
import { createChunkJoiner, needsChunks, splitIntoChunks } from './chunks.ts';
import { createConnection, type RequestContext, type RpcConnection } from './connection.ts';
import { toErrorObject } from './rpc-error.ts';

/** What a runtime port and a native port have in common. */
export interface MessagePortLike {
  postMessage(message: object): void;
  readonly onMessage: { addListener(listener: (message: unknown) => void): void };
}

export interface PortConnectionOptions {
  readonly timers: Timers;
  readonly onRequest: (method: string, params: unknown, context: RequestContext) => unknown;
  readonly onNotification: (method: string, params: unknown) => void;
}

/** JSON-RPC over an extension port; long messages travel in chunks. The caller closes it when the port disconnects. */
export function createPortConnection(port: MessagePortLike, options: PortConnectionOptions): RpcConnection {
  const joiner = createChunkJoiner();
  let chunkedCount = 0;

  function send(message: object): void {
    if (!mayNeedChunks(message)) return port.postMessage(message);
    const json = JSON.stringify(message);
    if (!needsChunks(json)) return port.postMessage(message);
    for (const chunk of splitIntoChunks(json, String(++chunkedCount))) port.postMessage(chunk);
  }

  const connection = createConnection({ ...options, send });
  port.onMessage.addListener((message) => {
    let joined: unknown;
    try {
      joined = joiner.accept(message);
    } catch (error) {
      return port.postMessage({ jsonrpc: '2.0', id: null, error: toErrorObject(error) });
    }
    if (joined !== undefined) connection.receive(joined);
  });
  return connection;
}

/**
 * Whether the JSON text of `value` could be long, without making it: ports serialise by themselves, and most messages
 * are short. Every value costs some units, text and keys at most six for each of theirs (`\u0000`).
 */
function mayNeedChunks(value: unknown): boolean {
  let budget = CHUNK_THRESHOLD_BYTES;
  const pending: unknown[] = [value];
  while (pending.length > 0 && budget > 0) {
    const next = pending.pop();
    budget -= 32;
    if (typeof next === 'string') budget -= next.length * 6;
    else if (typeof next === 'object' && next !== null) {
      for (const [key, child] of Object.entries(next)) {
        budget -= key.length * 6;
        pending.push(child);
      }
    }
  }
  return budget <= 0;
}
