import { countOf, durationMs, type Fields, fieldsOf, listOf, numberOf, textOf, timeOf } from './fields.ts';
import { toolCall } from './tool-call.ts';

/** Where a message stands. */
export interface MessagePlace {
  readonly id: string;
  readonly sessionId: string;
  readonly sequence: number;
  /** A fork's copy of an earlier message, whose tokens and cost are counted where it was first. */
  readonly isCopy: boolean;
}

/** Parts that say how a reply was made, and are told elsewhere. */
const SILENT = ['reasoning', 'tool', 'step-start', 'step-finish', 'snapshot', 'patch', 'retry', 'agent'];

/** A message of OpenCode as a row that is still to be checked. */
export function messageRow(message: Fields, place: MessagePlace): Readonly<Record<string, unknown>> {
  const info = fieldsOf(message['info']);
  const parts = partsOf(message);
  const calls = parts.filter(({ type }) => type === 'tool').map(toolCall);
  const use = place.isCopy ? undefined : useOf(info);
  const reasoning = joined(parts, 'reasoning');
  const details = { ...(reasoning && { reasoning }), ...(use?.cost != null && { costSource: 'opencode-table' }) };
  const { created, completed } = fieldsOf(info['time']);
  return {
    id: place.id,
    session_id: place.sessionId,
    role: textOf(info['role']),
    content: contentOf(parts),
    created_at: timeOf(created),
    prompt_tokens: use?.promptTokens ?? null,
    completion_tokens: use?.completionTokens ?? null,
    tool_calls: calls.length === 0 ? null : JSON.stringify(calls),
    sequence: place.sequence,
    status: statusOf(info),
    model: textOf(info['modelID']) ?? null,
    cost: use?.cost ?? null,
    duration_ms: durationMs(created, completed) ?? null,
    error_json: errorOf(info),
    provider_json: Object.keys(details).length === 0 ? null : JSON.stringify(details),
  };
}

/** Parts in the order of their ids, which is that of their moments; a part that is none is left to the original. */
function partsOf(message: Fields): readonly Fields[] {
  const parts = listOf(message['parts']).map(fieldsOf);
  return parts.toSorted((a, b) => {
    const [one, other] = [textOf(a['id']) ?? '', textOf(b['id']) ?? ''];
    return one < other ? -1 : Number(one > other);
  });
}

/** What was said; of what is no text, its name in brackets, so that nobody wonders what an answer is about. */
function contentOf(parts: readonly Fields[]): string {
  const pieces = parts.flatMap((part) => {
    if (part['synthetic'] === true || part['ignored'] === true) return [];
    const type = textOf(part['type']) ?? 'nothing';
    if (type === 'text') return textOf(part['text']) ?? [];
    if (SILENT.includes(type)) return [];
    if (type === 'file') return `[file: ${textOf(part['filename']) ?? textOf(part['mime']) ?? 'without a name'}]`;
    if (type === 'compaction') return '[compaction: the conversation so far was summed up]';
    return `[${type}]`;
  });
  return pieces.join('\n\n');
}

function joined(parts: readonly Fields[], type: string): string {
  return parts
    .filter((part) => part['type'] === type)
    .flatMap((part) => textOf(part['text']) ?? [])
    .join('\n\n');
}

/** What a reply took; undefined for a message that says nothing of it. */
export function useOf(info: Fields) {
  if (info['role'] !== 'assistant') return undefined;
  const tokens = fieldsOf(info['tokens']);
  const cache = fieldsOf(tokens['cache']);
  const sum = (...counts: readonly unknown[]) => counts.reduce<number>((all, one) => all + (countOf(one) ?? 0), 0);
  const isTold = countOf(tokens['input']) !== undefined || countOf(tokens['output']) !== undefined;
  return {
    promptTokens: isTold ? sum(tokens['input'], cache['read'], cache['write']) : null,
    completionTokens: isTold ? sum(tokens['output'], tokens['reasoning']) : null,
    cost: numberOf(info['cost']) ?? null,
  };
}

/** A reply without an end and without an error was cut off by the end of OpenCode itself. */
export function statusOf(info: Fields): 'complete' | 'interrupted' | 'error' {
  if (info['role'] !== 'assistant') return 'complete';
  const error = textOf(fieldsOf(info['error'])['name']);
  if (error !== undefined) return error === 'MessageAbortedError' ? 'interrupted' : 'error';
  return numberOf(fieldsOf(info['time'])['completed']) === undefined ? 'interrupted' : 'complete';
}

const CODES: Readonly<Record<number, string>> = {
  401: 'provider-unauthorized',
  402: 'provider-insufficient-balance',
  429: 'provider-rate-limited',
};

function errorOf(info: Fields): string | null {
  const error = fieldsOf(info['error']);
  const name = textOf(error['name']);
  if (name === undefined) return null;
  const data = fieldsOf(error['data']);
  const code = name === 'MessageAbortedError' ? 'cancelled' : CODES[numberOf(data['statusCode']) ?? 0];
  return JSON.stringify({
    code: code ?? 'provider-failed',
    message: textOf(data['message']) ?? name,
    retryable: data['isRetryable'] === true,
  });
}
