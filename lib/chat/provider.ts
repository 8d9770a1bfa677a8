import type { Balance, MessageError, Model } from '../protocol/shapes.ts';

/** One turn as a model server gets it. */
export interface PromptMessage {
  readonly role: 'user' | 'assistant' | 'system' | 'tool';
  readonly content: string;
  readonly toolCalls?: readonly unknown[];
  /** Fields of the server's own assistant message that it wants back unchanged (`reasoning_details`, …). */
  readonly sendBack?: Readonly<Record<string, unknown>>;
}

export interface Credentials {
  readonly baseUrl: string;
  /** null = the server needs none. */
  readonly apiKey: string | null;
}

export interface ReplyRequest extends Credentials {
  readonly model: string;
  readonly messages: readonly PromptMessage[];
  /** Our session id; lets the server reuse its prompt cache. */
  readonly sessionId: string;
  readonly signal: AbortSignal;
}

/** A piece of a reply, in order of arrival. Never ends within a code point. */
export interface ReplyPiece {
  readonly kind: 'text' | 'reasoning';
  readonly text: string;
}

export interface ToolCall {
  readonly id: string;
  readonly type: 'function';
  /** `arguments` is the raw string: models send invalid JSON too. Fields that the server wants back stand beside it. */
  readonly function: { readonly name: string; readonly arguments: string };
}

/** How a reply ended. `null` = the server did not say. */
export interface ReplyOutcome {
  /** false: the connection closed before the server said that the reply was over, or `error` is set. */
  readonly finished: boolean;
  readonly finishReason: string | null;
  /** Id of the answer at the server; reconciles with its bills. */
  readonly requestId: string | null;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  /** US dollars, as charged by the server. */
  readonly cost: number | null;
  readonly toolCalls: readonly ToolCall[] | null;
  readonly sendBack: Readonly<Record<string, unknown>> | null;
  /** Balance read from the answer's headers, as it was before this request. */
  readonly balanceBefore: { readonly usd: number | null; readonly diem: number | null } | null;
  /** A failure that the server reported within its answer, or its silence in mid-stream; the text so far stands. */
  readonly error: MessageError | null;
}

/** Speaks to one kind of model server. Every failure is an `AppError`; an aborted signal gives code `cancelled`. */
export interface ProviderClient {
  /**
   * Streams one reply. Rejects when it was cancelled, and when the server refused, could not be reached or ended before
   * it said anything; whatever happens later is in the outcome.
   */
  streamReply(request: ReplyRequest, onPiece: (piece: ReplyPiece) => void): Promise<ReplyOutcome>;
  /** The suggested model first. */
  listModels(credentials: Credentials, signal: AbortSignal): Promise<readonly Model[]>;
  getBalance(credentials: Credentials, signal: AbortSignal): Promise<Balance>;
}
