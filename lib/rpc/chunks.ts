import { RPC_ERROR } from '../protocol/errors.ts';
import { CHUNK_THRESHOLD_BYTES, MAX_JOINED_MESSAGE_BYTES } from '../protocol/limits.ts';
import { RpcError } from './rpc-error.ts';

const CHUNK = '$/chunk';

/**
 * UTF-16 units in a slice. A unit takes at most 3 bytes of UTF-8, and JSON text that is quoted once more at most doubles
 * its one-byte characters, so a frame stays under 768 KiB and the envelope: below Chrome's 1 MiB in both directions.
 */
const SLICE_UNITS = 256 * 1024;

const encoder = new TextEncoder();

/** Whether a message with this JSON text must travel in chunks. */
export function needsChunks(json: string): boolean {
  if (json.length > CHUNK_THRESHOLD_BYTES) return true;
  if (json.length * 3 <= CHUNK_THRESHOLD_BYTES) return false;
  return encoder.encode(json).length > CHUNK_THRESHOLD_BYTES;
}

/** The `$/chunk` notifications that carry `json`, in order; slices end at whole code points. */
export function* splitIntoChunks(json: string, id: string): Generator<object> {
  for (let start = 0, index = 0; start < json.length; index++) {
    let end = Math.min(start + SLICE_UNITS, json.length);
    if (end < json.length && isHighSurrogate(json.charCodeAt(end - 1))) end--;
    const params = { id, index, last: end === json.length, data: json.slice(start, end) };
    yield { jsonrpc: '2.0', method: CHUNK, params };
    start = end;
  }
}

/** Joins what {@link splitIntoChunks} cut. */
export interface ChunkJoiner {
  /**
   * The message itself when it is no chunk, the joined one when it is the last chunk of one, else undefined.
   * Throws `RpcError` when a chunk does not fit; what was collected under its id is dropped.
   */
  accept(message: unknown): unknown;
}

/** Pieces kept at once: each costs memory besides its text, and a sender may make them as small as it likes. */
const MAX_PIECES = 100_000;

interface Unfinished {
  readonly slices: string[];
  bytes: number;
}

/**
 * A joiner for one connection. All messages in the making together hold at most `maxBytes`, counted as UTF-8, in at most
 * `maxPieces` pieces; one that its sender never ends keeps its share until the connection closes.
 */
export function createChunkJoiner(
  maxBytes: number = MAX_JOINED_MESSAGE_BYTES,
  maxPieces: number = MAX_PIECES,
): ChunkJoiner {
  const collected = new Map<string, Unfinished>();
  let totalBytes = 0;
  let pieceCount = 0;

  function add(id: string, unfinished: Unfinished, data: string): void {
    const bytes = encoder.encode(data).length;
    unfinished.slices.push(data);
    unfinished.bytes += bytes;
    collected.set(id, unfinished);
    totalBytes += bytes;
    pieceCount++;
  }

  function drop(id: string): void {
    const dropped = collected.get(id);
    if (!dropped) return;
    collected.delete(id);
    totalBytes -= dropped.bytes;
    pieceCount -= dropped.slices.length;
  }

  function fail(id: string, why: string): never {
    drop(id);
    throw new RpcError(RPC_ERROR.invalidRequest, `A message in chunks ${why}; it was dropped.`);
  }

  return {
    accept(message) {
      if (!isChunk(message)) return message;
      const { id, index, last, data } = parseChunk(message.params);
      const unfinished = collected.get(id) ?? { slices: [], bytes: 0 };
      const { slices } = unfinished;
      if (index !== slices.length) fail(id, `came out of order (${index} instead of ${slices.length})`);
      add(id, unfinished, data);
      if (totalBytes > maxBytes) fail(id, `is longer than ${maxBytes} bytes`);
      if (pieceCount > maxPieces) fail(id, `came in too many pieces (more than ${maxPieces})`);
      if (!last) return undefined;
      drop(id);
      try {
        return JSON.parse(slices.join(''));
      } catch {
        throw new RpcError(RPC_ERROR.parse, 'A message in chunks is not JSON; it was dropped.');
      }
    },
  };
}

interface Chunk {
  readonly id: string;
  readonly index: number;
  readonly last: boolean;
  readonly data: string;
}

/** Only a notification is one: a request of this name must be answered, like one of any other name nobody knows. */
function isChunk(message: unknown): message is { params: unknown } {
  if (typeof message !== 'object' || message === null || !('method' in message)) return false;
  return message.method === CHUNK && !('id' in message);
}

function parseChunk(params: unknown): Chunk {
  const { id, index, last, data } = (params ?? {}) as Partial<Record<keyof Chunk, unknown>>;
  if (typeof id !== 'string' || id.length > 100 || typeof index !== 'number' || typeof data !== 'string') {
    throw new RpcError(RPC_ERROR.invalidRequest, 'A $/chunk notification needs {id, index, last, data}.');
  }
  return { id, index, last: last === true, data };
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
