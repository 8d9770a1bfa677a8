import type { Message } from '../../../lib/protocol/shapes.ts';
import { readToolCall } from '../views/tool-call.ts';
import { isInProgress } from './growing-replies.ts';

/** Says that something happened. */
export type Tell = (type: string, data: Readonly<Record<string, unknown>>) => void;

interface Reply {
  text: string;
  sequence: number | undefined;
  isDone: boolean;
}

/** Pieces of replies that nobody knows yet; more are of other sessions. */
const MAX_UNKNOWN = 20;

interface Piece {
  readonly replyId: string;
  readonly offset: number;
  readonly text: string;
}

/** The messages of a session, as events: whoever tells of a piece, a row or an end, each is told on once. */
export function createRecordedReplies(tell: Tell) {
  const known = new Set<string>();
  const replies = new Map<string, Reply>();
  const unknown = new Map<string, Piece[]>();

  /** A question that was asked, and its reply that is awaited. */
  function takeQuestion(messageId: string, text: string): void {
    if (known.has(messageId)) return;
    known.add(messageId);
    tell('message.user', { messageId, text });
  }

  function begin(messageId: string, model: string | null, sequence?: number): Reply {
    const reply = { text: '', sequence, isDone: false };
    known.add(messageId);
    replies.set(messageId, reply);
    tell('message.assistant.start', { messageId, ...(model !== null && { model }) });
    const pieces = unknown.get(messageId) ?? [];
    unknown.delete(messageId);
    for (const piece of pieces.toSorted((a, b) => a.offset - b.offset)) grow(messageId, reply, piece);
    return reply;
  }

  /** A piece of a reply. False: what is before it is missing, or its reply is not known, so rows have to be read. */
  function takePiece(piece: Piece, model?: string): boolean {
    const { replyId } = piece;
    let reply = replies.get(replyId);
    if (!reply && model !== undefined) reply = begin(replyId, model);
    if (reply) return grow(replyId, reply, piece);
    if (unknown.size >= MAX_UNKNOWN && !unknown.has(replyId)) unknown.delete([...unknown.keys()][0] ?? '');
    unknown.set(replyId, [...(unknown.get(replyId) ?? []), piece]);
    return false;
  }

  function grow(messageId: string, reply: Reply, { offset, text }: Piece): boolean {
    const { length } = reply.text;
    if (offset > length) return false;
    const fresh = text.slice(length - offset);
    if (fresh === '') return true;
    // Somebody had it go on.
    if (reply.isDone) tell('message.assistant.start', { messageId });
    reply.isDone = false;
    reply.text += fresh;
    tell('message.assistant.chunk', { messageId, text: fresh, offset: length });
    return true;
  }

  /** A row as the store has it now. */
  function takeRow(message: Message): void {
    const { id, role, content, sequence } = message;
    if (role === 'user') return takeQuestion(id, content);
    if (role !== 'assistant' || (known.has(id) && !replies.has(id))) return;
    const reply = replies.get(id) ?? begin(id, message.model, sequence);
    reply.sequence = sequence;
    if (isInProgress(message)) grow(id, reply, { replyId: id, offset: 0, text: content });
    else if (!reply.isDone) finish(message, reply);
  }

  function finish(message: Message, reply: Reply): void {
    const { id: messageId, content, status, error, toolCalls, model } = message;
    const { promptTokens, completionTokens, cost, durationMs } = message;
    if (content.startsWith(reply.text)) grow(messageId, reply, { replyId: messageId, offset: 0, text: content });
    for (const [index, call] of (toolCalls ?? []).entries()) tellTool(messageId, index, call);
    if (error) tell('error', { messageId, code: error.code, message: error.message });
    tell('message.assistant.complete', {
      ...{ messageId, status, promptTokens, completionTokens, cost, durationMs },
      ...(model !== null && { model }),
      ...(content !== reply.text && { content }),
    });
    reply.text = content;
    reply.isDone = true;
  }

  function tellTool(messageId: string, index: number, call: unknown): void {
    const { name, argumentsText, status, output, durationMs } = readToolCall(call);
    const callId = `${messageId} ${index}`;
    tell('tool.start', { messageId, callId, name, arguments: argumentsText });
    tell('tool.complete', {
      ...{ messageId, callId, name },
      ...(status !== undefined && { status }),
      ...(output !== undefined && { output }),
      ...(durationMs !== undefined && { durationMs }),
    });
  }

  return {
    takeQuestion,
    takePiece,
    takeRow,
    /** A message from before the recording. */
    passOver: (id: string) => void known.add(id),
    /** The place before the first reply that is not over; undefined: there is none. */
    openFrom(): number | undefined {
      const open = [...replies.values()].filter(({ isDone }) => !isDone).flatMap(({ sequence }) => sequence ?? []);
      return open.length > 0 ? Math.min(...open) - 1 : undefined;
    },
  };
}
