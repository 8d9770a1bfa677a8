import type { Message } from '../protocol/shapes.ts';
import { getProviderDetails, listMessages } from '../store/messages.ts';
import type { SqlDatabase } from '../store/sql-database.ts';
import { isTurn, openContextWindow } from './context-window.ts';
import type { PromptMessage } from './provider.ts';

const PAGE = 50;

/** What is sent for a reply. */
export interface PromptQuestion {
  readonly sessionId: string;
  /** Only messages before this place are sent. */
  readonly before: number;
  /** The server asked: what another one wants back unchanged is not for it. */
  readonly baseUrl: string;
  /** Of the model; null = not known. */
  readonly contextTokens: number | null;
}

/**
 * The session's system messages, then its newest messages that fit the model's window with room for the reply. The last
 * message is always sent.
 */
export function buildPrompt(db: SqlDatabase, question: PromptQuestion): PromptMessage[] {
  const window = openContextWindow(question.contextTokens);
  const system = systemMessages(db, question);
  for (const message of system) window.reserve(message);
  const turns: PromptMessage[] = [];
  for (const message of newestFirst(db, question)) {
    if (!isTurn(message)) continue;
    if (!window.take(message)) break;
    turns.push(toPromptMessage(db, message, question.baseUrl));
  }
  return [...system.map((message) => toPromptMessage(db, message, question.baseUrl)), ...turns.reverse()];
}

function systemMessages(db: SqlDatabase, { sessionId, before }: PromptQuestion): Message[] {
  const places = db.all<{ sequence: number }>(
    "SELECT sequence FROM messages WHERE session_id = ? AND role = 'system' AND sequence < ? ORDER BY sequence",
    [sessionId, before],
  );
  return places.flatMap(
    ({ sequence }) => listMessages(db, { sessionId, limit: 1, after: sequence - 1, before: sequence + 1 }).messages,
  );
}

function* newestFirst(db: SqlDatabase, { sessionId, before }: PromptQuestion): Generator<Message> {
  for (let end = before; ; ) {
    const { messages, hasMore } = listMessages(db, { sessionId, limit: PAGE, before: end });
    yield* messages.toReversed();
    const first = messages[0];
    if (!hasMore || !first) return;
    end = first.sequence;
  }
}

function toPromptMessage(db: SqlDatabase, message: Message, baseUrl: string): PromptMessage {
  const details = message.role === 'assistant' ? getProviderDetails(db, message.id) : {};
  const sendBack = details.baseUrl === baseUrl ? details.sendBack : undefined;
  return { role: message.role, content: message.content, ...(sendBack && { sendBack }) };
}
