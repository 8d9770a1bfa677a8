import type { PlayedEntry, PlayedState, PlayedTool, RecordedEvent } from '../protocol/recording-shapes.ts';

/** Before anything happened. */
export const NOTHING_PLAYED: PlayedState = { entries: [], usd: null, diem: null };

/** What an event shows, once it has happened. Never fails, whatever the event holds: a type that is not known makes a line. */
export function applyEvent(state: PlayedState, event: RecordedEvent): PlayedState {
  const { type, data } = event;
  if (type === 'balance.update') return { ...state, usd: numberIn(data, 'usd'), diem: numberIn(data, 'diem') };
  const id = entryIdOf(event);
  const index = state.entries.findLastIndex((entry) => entry.id === id);
  const before = state.entries[index] ?? newEntry(id, event);
  const entry = changed(before, event);
  const entries = index < 0 ? [...state.entries, entry] : state.entries.with(index, entry);
  return { ...state, entries };
}

/** The entry that an event makes or changes; its own, unless it says whose it is. */
export function entryIdOf({ type, ordinal, data }: RecordedEvent): string {
  const isOfMessage = type.startsWith('message.') || type.startsWith('tool.') || type === 'error';
  return (isOfMessage && textIn(data, 'messageId')) || `event ${ordinal}`;
}

/** What a kind of event begins. */
export function kindOf({ type }: RecordedEvent): PlayedEntry['kind'] {
  if (type === 'message.user') return 'question';
  if (type.startsWith('message.assistant.') || type.startsWith('tool.')) return 'reply';
  if (type === 'file.change') return 'file';
  if (type === 'proof.update') return 'proof';
  return type === 'error' ? 'error' : 'unknown';
}

function newEntry(id: string, event: RecordedEvent): PlayedEntry {
  const kind = kindOf(event);
  return {
    ...{ id, kind, atMs: event.atMs, text: '', status: kind === 'reply' ? 'streaming' : 'complete' },
    ...{ model: null, error: null, tools: [], promptTokens: null, completionTokens: null, cost: null },
    durationMs: null,
  };
}

function changed(entry: PlayedEntry, event: RecordedEvent): PlayedEntry {
  const { type, data, ordinal } = event;
  switch (type) {
    case 'message.user':
      return { ...entry, kind: 'question', status: 'complete', text: textIn(data, 'text') };
    case 'message.assistant.start':
      return { ...entry, kind: 'reply', status: 'streaming', model: textIn(data, 'model') || entry.model };
    case 'message.assistant.chunk':
      return { ...entry, text: withChunk(entry.text, data) };
    case 'message.assistant.complete':
      return completed(entry, data);
    case 'tool.start':
    case 'tool.complete':
      return { ...entry, tools: withTool(entry.tools, event) };
    case 'file.change':
      return { ...entry, text: fileWords(data) };
    case 'proof.update':
      return { ...entry, text: proofWords(data) };
    case 'error': {
      const error = textIn(data, 'message') || textIn(data, 'code') || 'Failed';
      return entry.kind === 'error' ? { ...entry, text: error } : { ...entry, status: 'error', error };
    }
    default:
      return { ...entry, text: entry.text || `Unknown event: ${type || ordinal}` };
  }
}

/** `offset` in UTF-16 units says what was heard before; a piece is never taken twice. */
function withChunk(text: string, data: RecordedEvent['data']): string {
  const offset = numberIn(data, 'offset') ?? text.length;
  return text + textIn(data, 'text').slice(Math.max(0, text.length - offset));
}

function completed(entry: PlayedEntry, data: RecordedEvent['data']): PlayedEntry {
  const status = textIn(data, 'status');
  return {
    ...entry,
    kind: 'reply',
    status: status === 'interrupted' || status === 'error' ? status : entry.error === null ? 'complete' : 'error',
    text: typeof data['content'] === 'string' ? data['content'] : entry.text,
    model: textIn(data, 'model') || entry.model,
    promptTokens: numberIn(data, 'promptTokens'),
    completionTokens: numberIn(data, 'completionTokens'),
    cost: numberIn(data, 'cost'),
    durationMs: numberIn(data, 'durationMs'),
  };
}

function withTool(tools: readonly PlayedTool[], { type, ordinal, data }: RecordedEvent): PlayedTool[] {
  const id = textIn(data, 'callId') || `call ${ordinal}`;
  const known = tools.find((tool) => tool.id === id);
  const isEnd = type === 'tool.complete';
  const tool: PlayedTool = {
    id,
    name: textIn(data, 'name') || known?.name || 'Tool',
    status: textIn(data, 'status') || (isEnd ? 'completed' : 'running'),
    arguments: textIn(data, 'arguments') || (known?.arguments ?? ''),
    output: typeof data['output'] === 'string' ? data['output'] : (known?.output ?? null),
    durationMs: numberIn(data, 'durationMs') ?? known?.durationMs ?? null,
  };
  return known ? tools.map((other) => (other === known ? tool : other)) : [...tools, tool];
}

function fileWords(data: RecordedEvent['data']): string {
  const counts = [numberIn(data, 'additions'), numberIn(data, 'deletions')];
  const [additions, deletions] = counts.map((count) => count ?? 0);
  return `${textIn(data, 'path') || 'A file'} ${textIn(data, 'status') || 'changed'}, +${additions} −${deletions}`;
}

function proofWords(data: RecordedEvent['data']): string {
  const line = numberIn(data, 'line');
  const place = [textIn(data, 'file') || 'A proof', ...(line === null ? [] : [line])].join(':');
  // The recorder writes the goals themselves; a number is their count.
  const told = data['goals'];
  const goals = Array.isArray(told) ? told.length : numberIn(data, 'goals');
  return [`${place} ${textIn(data, 'status') || 'changed'}`, ...(goals === null ? [] : [`goals: ${goals}`])].join(', ');
}

function textIn(data: RecordedEvent['data'], key: string): string {
  const value = data[key];
  return typeof value === 'string' ? value : '';
}

function numberIn(data: RecordedEvent['data'], key: string): number | null {
  const value = data[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
