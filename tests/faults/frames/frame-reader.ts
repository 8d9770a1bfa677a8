import { isUtf8 } from 'node:buffer';

type Id = string | number;

/** What a frame comes to: an error said at once, a call of a handler, or of the listener to notifications. */
type Outcome =
  | { readonly kind: 'refused'; readonly id: Id | null; readonly code: number }
  | {
      readonly kind: 'request';
      readonly id: Id;
      readonly method: string;
      readonly params: unknown;
      readonly isAnswerToo: boolean;
    }
  | { readonly kind: 'notification'; readonly method: string };

/**
 * What a host has to make of the texts of frames, one after the other, by the rules of docs/protocol.md and written
 * without the host's code; undefined: it takes the frame and says nothing. `isRunning`: whether the request of that id
 * was taken and is not answered yet.
 */
export function createFrameReader(isRunning: (id: Id) => boolean): (body: Buffer) => Outcome | undefined {
  const unfinished = new Map<string, string[]>();

  function readJson(text: string, use: (message: unknown) => Outcome | undefined): Outcome | undefined {
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      return refused(-32700);
    }
    return use(message);
  }

  function readFrame(message: unknown): Outcome | undefined {
    if (!isChunk(message)) return readMessage(message);
    const { id, index, last, data } = isObject(message['params']) ? message['params'] : {};
    const isWellFormed = typeof id === 'string' && id.length <= 100 && typeof data === 'string';
    if (!isWellFormed || typeof index !== 'number') return refused(-32600);
    const slices = unfinished.get(id) ?? [];
    unfinished.delete(id);
    if (index !== slices.length) return refused(-32600);
    slices.push(data);
    if (last === true) return readJson(slices.join(''), readMessage);
    unfinished.set(id, slices);
    return undefined;
  }

  function readMessage(message: unknown): Outcome | undefined {
    if (!isObject(message)) return refused(-32600);
    const { jsonrpc, id, method, params } = message;
    const isCall = jsonrpc === '2.0' && typeof method === 'string';
    if (isCall && !Object.hasOwn(message, 'id')) return isOwn(method) ? undefined : { kind: 'notification', method };
    const isAnswerToo = Object.hasOwn(message, 'result') || Object.hasOwn(message, 'error');
    if (isCall && isId(id) && !isRunning(id)) return { kind: 'request', id, method, params, isAnswerToo };
    // An answer to an answer could go round for ever.
    return isAnswerToo ? undefined : refused(-32600, isId(id) ? id : null);
  }

  return (body) => (isUtf8(body) ? readJson(body.toString(), readFrame) : refused(-32700));
}

function refused(code: number, id: Id | null = null): Outcome {
  return { kind: 'refused', id, code };
}

/** A notification, for which `jsonrpc` is not asked; a request of that name is one that nobody knows. */
function isChunk(message: unknown): message is Record<string, unknown> {
  return isObject(message) && message['method'] === '$/chunk' && !Object.hasOwn(message, 'id');
}

/** Notifications of the connection itself. */
function isOwn(method: string): boolean {
  return method === '$/cancelRequest' || method === '$/progress';
}

function isId(value: unknown): value is Id {
  return typeof value === 'string' || Number.isFinite(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
