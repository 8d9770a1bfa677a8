import { type Fields, fieldsOf, numberOf, textOf } from './fields.ts';

/** A session put together from what `opencode run` printed of it, in the form of an export. */
export interface RunSession {
  readonly info: Fields;
  readonly messages: readonly { readonly info: Fields; readonly parts: readonly Fields[] }[];
}

interface Grown {
  readonly parts: Map<string, Fields>;
  readonly createdMs: number;
  endedMs: number;
  isFinished: boolean;
  finish: Fields;
  error: unknown;
}

/**
 * Puts the printed events together: the replies with their parts, as far as they are told. What was asked is not among them.
 * An event that is no such thing is passed over by whoever reads the lines.
 */
export function createRunMessages() {
  const sessions = new Map<string, Map<string, Grown>>();

  /** Returns whether the event could be used. */
  function add(event: Fields): boolean {
    const [sessionId, at] = [textOf(event['sessionID']), numberOf(event['timestamp'])];
    if (sessionId === undefined || at === undefined) return false;
    const messages = sessions.get(sessionId) ?? new Map<string, Grown>();
    sessions.set(sessionId, messages);
    const part = fieldsOf(event['part']);
    const messageId = textOf(part['messageID']) ?? [...messages.keys()].at(-1);
    if (messageId === undefined) return false;
    const message = messages.get(messageId) ?? begin(at);
    messages.set(messageId, message);
    message.endedMs = Math.max(message.endedMs, at);
    if (event['error'] !== undefined) message.error = event['error'];
    if (event['part'] === undefined) return true;
    message.parts.set(textOf(part['id']) ?? String(message.parts.size), part);
    if (part['type'] === 'step-finish') {
      message.isFinished = true;
      message.finish = part;
    }
    return true;
  }

  function end(): RunSession[] {
    return [...sessions].map(([id, messages]) => ({
      info: { id, title: 'OpenCode run', time: spanOf([...messages.values()]) },
      messages: [...messages].map(([messageId, message]) => toMessage(id, messageId, message)),
    }));
  }

  return { add, end };
}

function begin(at: number): Grown {
  return { parts: new Map(), createdMs: at, endedMs: at, isFinished: false, finish: {}, error: undefined };
}

function spanOf(messages: readonly Grown[]): Fields {
  const created = messages.reduce((least, { createdMs }) => Math.min(least, createdMs), Number.POSITIVE_INFINITY);
  return { created, updated: messages.reduce((most, { endedMs }) => Math.max(most, endedMs), 0) };
}

function toMessage(sessionID: string, id: string, message: Grown): RunSession['messages'][number] {
  const { parts, createdMs: created, endedMs, isFinished, finish, error } = message;
  const info = {
    ...{ id, sessionID, role: 'assistant', cost: finish['cost'], tokens: finish['tokens'], finish: finish['reason'] },
    time: { created, ...(isFinished && { completed: endedMs }) },
    ...(error !== undefined && { error }),
  };
  return { info, parts: [...parts.values()] };
}
