import type { RecordedEvent, RecordingGap, RecordingMark } from '../protocol/recording-shapes.ts';
import { applyEvent, entryIdOf, kindOf, NOTHING_PLAYED } from './apply-event.ts';

/** Marks that are told of one recording. */
const MAX_MARKS = 5000;

/** Nobody wants to look at nothing for longer. */
const IDLE_MS = 3000;

/** What happened in a recording and when, without what was said. */
export interface Outline {
  readonly marks: RecordingMark[];
  readonly gaps: RecordingGap[];
}

/** Looks where messages, tools and the rest begin, and where nothing happens. `events` as `readEvents` returns them. */
export function outlineOf(events: readonly RecordedEvent[]): Outline {
  const marks: RecordingMark[] = [];
  const gaps: RecordingGap[] = [];
  const known = new Set<string>();
  let fromMs = 0;
  for (const event of events) {
    const { atMs, type } = event;
    if (atMs - fromMs > IDLE_MS) gaps.push({ fromMs, toMs: atMs });
    fromMs = atMs;
    if (marks.length >= MAX_MARKS || type === 'balance.update') continue;
    if (type === 'tool.start') marks.push({ atMs, kind: 'tool' });
    const id = entryIdOf(event);
    if (!known.has(id) && type !== 'tool.start') marks.push({ atMs, kind: kindOf(event) });
    known.add(id);
  }
  return { marks, gaps };
}

/** Sums over the replies of a recording. `cost`: US dollars. */
export interface RecordingSums {
  readonly messages: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly cost: number;
}

/** What a recording used. */
export function sumsOf(events: readonly RecordedEvent[]): RecordingSums {
  const used = new Map<string, { promptTokens: number | null; completionTokens: number | null; cost: number | null }>();
  const messages = new Set<string>();
  for (const event of events) {
    if (event.type.startsWith('message.')) messages.add(entryIdOf(event));
    if (event.type !== 'message.assistant.complete') continue;
    const [entry] = applyEvent(NOTHING_PLAYED, event).entries;
    if (entry) used.set(entry.id, entry);
  }
  const sum = (key: 'promptTokens' | 'completionTokens' | 'cost') =>
    [...used.values()].reduce((total, entry) => total + (entry[key] ?? 0), 0);
  return {
    messages: messages.size,
    promptTokens: sum('promptTokens'),
    completionTokens: sum('completionTokens'),
    cost: sum('cost'),
  };
}
