import { type Asked, errorWithinAnswer, messageErrorOf } from './failure.ts';
import { isObject, type JsonObject, listOf, objectOf, textOf } from './json-fields.ts';
import type { Payload } from './payloads.ts';
import type { ReplyOutcome, ReplyPiece } from './provider.ts';
import { createSendBack } from './send-back.ts';
import { createToolCalls } from './tool-calls.ts';
import { chargeOf, type Usage, usageOf } from './usage.ts';
import { createWholePieces } from './whole-pieces.ts';

export interface AnswerOptions {
  readonly asked: Asked;
  readonly onPiece: (piece: ReplyPiece) => void;
  readonly random: () => number;
  readonly nowMs: number;
}

/** What an answer says, apart from how its connection ended. */
export type AnswerContent = Omit<ReplyOutcome, 'finished' | 'balanceBefore'>;

/**
 * Gathers an answer from its payloads: chunks of a stream, or the one document of a server that does not stream. Payloads
 * may be anything; what is not understood is passed over.
 */
export function createAnswer({ asked, onPiece, random, nowMs }: AnswerOptions) {
  const pieces = createWholePieces(onPiece);
  const toolCalls = createToolCalls(random);
  const sendBack = createSendBack();
  let hasBegun = false;
  let hasDeltas = false;
  let finishReason: string | null = null;
  let requestId: string | null = null;
  let usage: Usage | undefined;
  let cost: number | null = null;
  let error: ReplyOutcome['error'] = null;

  const addMessage = (message: JsonObject): void => {
    // Of the two names for the same thoughts some servers fill both.
    const reasoning = [message['reasoning_content'], message['reasoning']].find(isText);
    if (reasoning !== undefined) pieces.push('reasoning', reasoning);
    addContent(message['content'], pieces.push);
    if (isText(message['refusal'])) pieces.push('text', message['refusal']);
    toolCalls.add(listOf(message['tool_calls']));
    sendBack.add(message);
  };

  const add = ({ value, isError }: Payload): string | undefined => {
    if (!isObject(value)) return undefined;
    const choice = objectOf(listOf(value['choices'])[0]);
    const failure = failureIn(value, choice, isError);
    const use = usageOf(value, choice);
    const charge = chargeOf(value);
    const reason = textOf(choice['finish_reason']);
    hasBegun ||= failure !== undefined || Array.isArray(value['choices']) || isObject(value['usage']);
    requestId ??= textOf(value['id']) ?? null;
    usage = use ?? usage;
    cost = charge ?? cost;
    if (isObject(choice['delta'])) {
      hasDeltas = true;
      addMessage(choice['delta']);
    } else if (isObject(choice['message']) && !hasDeltas) {
      // Beside deltas, a whole message only repeats them.
      addMessage(choice['message']);
    }
    finishReason = reason ?? finishReason;
    if (failure !== undefined) error ??= messageErrorOf(errorWithinAnswer(asked, failure, nowMs));
    const saysMore = [failure, use, charge, reason].some((said) => said !== undefined);
    return saysMore ? undefined : onlyContentOf(choice['delta']);
  };

  return {
    /** Returns the text of a payload that says nothing else: one that differs only there counts as `addText` of its own. */
    add,
    addText: (text: string): void => pieces.push('text', text),
    /** Hands on what came since the last time. */
    passOn: pieces.passOn,
    /** Whether anything came that belongs to a reply. */
    hasBegun: (): boolean => hasBegun,
    /** Whether the server has said how the reply ends; counters may still follow. */
    isOver: (): boolean => finishReason !== null || error !== null,
    /** Call once, when nothing more comes. */
    end: (): AnswerContent => {
      pieces.end();
      return {
        finishReason,
        requestId,
        promptTokens: usage?.promptTokens ?? null,
        completionTokens: usage?.completionTokens ?? null,
        cost,
        toolCalls: toolCalls.joined(),
        sendBack: sendBack.collected(),
        error,
      };
    },
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** The content of a delta that has no other field with something in it but the role. */
function onlyContentOf(delta: unknown): string | undefined {
  const { content, role: _, ...others } = objectOf(delta);
  return isText(content) && Object.values(others).every((value) => value === null) ? content : undefined;
}

/** Content is a string; Mistral sends a list of parts, its thoughts among them. */
function addContent(content: unknown, push: (kind: ReplyPiece['kind'], text: string) => void): void {
  if (isText(content)) push('text', content);
  for (const part of listOf(content)) {
    const { text, thinking } = objectOf(part);
    if (isText(text)) push('text', text);
    for (const thought of listOf(thinking)) {
      const { text: thoughtText } = objectOf(thought);
      if (isText(thoughtText)) push('reasoning', thoughtText);
    }
  }
}

/** What says in a chunk that the answer failed; a chunk as {@link errorWithinAnswer} takes it. */
function failureIn(chunk: JsonObject, choice: JsonObject, isError: boolean): JsonObject | undefined {
  if (isError || chunk['object'] === 'error' || isFailure(chunk['error'])) return chunk;
  return isFailure(choice['error']) || choice['finish_reason'] === 'error' ? choice : undefined;
}

function isFailure(error: unknown): boolean {
  return isText(error) || isObject(error);
}
