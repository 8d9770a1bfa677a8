import type { PlayedEntry, RecordedEvent } from '../protocol/recording-shapes.ts';
import { applyEvent, NOTHING_PLAYED } from './apply-event.ts';
import { ENTRY_TITLES } from './recording-markdown.ts';

/** An entry as the page shows it. */
export interface PageEntry {
  readonly kind: PlayedEntry['kind'];
  readonly head: string;
  readonly text: string;
  /** Below the text: what failed, what it took. */
  readonly note: string;
  readonly tools: readonly { readonly head: string; readonly text: string }[];
}

/** Something that changes on the page: an entry by its number is as given, or its text grows. Times in ms. */
export type PageStep = readonly [atMs: number, entry: number, change: PageEntry | string];

/** A recording as a page plays it that knows nothing of events. */
export function pageSteps(events: readonly RecordedEvent[]): PageStep[] {
  const steps: PageStep[] = [];
  let state = NOTHING_PLAYED;
  for (const event of events) {
    const next = applyEvent(state, event);
    const index = next.entries.findLastIndex((entry, at) => entry !== state.entries[at]);
    const entry = next.entries[index];
    if (entry) {
      const [before, after] = [state.entries[index], entry].map((each) => each && toPageEntry(each));
      const change = after && (grownBy(before, after) ?? after);
      if (change !== undefined) steps.push([event.atMs, index, change]);
    }
    state = next;
  }
  return steps;
}

/** The text that was added, when nothing else changed. */
function grownBy(before: PageEntry | undefined, after: PageEntry): string | undefined {
  if (!before || !after.text.startsWith(before.text)) return undefined;
  const isSame = JSON.stringify({ ...before, text: '' }) === JSON.stringify({ ...after, text: '' });
  return isSame ? after.text.slice(before.text.length) : undefined;
}

function toPageEntry(entry: PlayedEntry): PageEntry {
  const { kind, model, text, tools } = entry;
  return {
    kind,
    head: [ENTRY_TITLES[kind], ...(model === null ? [] : [model])].join(' · '),
    text,
    note: noteOf(entry),
    tools: tools.map(({ name, status, arguments: given, output }) => ({
      head: `${name} · ${status}`,
      text: [given, ...(output === null ? [] : [output])].join('\n\n'),
    })),
  };
}

function noteOf({ error, status, promptTokens, completionTokens, cost }: PlayedEntry): string {
  const parts = [
    ...(error === null ? [] : [`Failed: ${error}`]),
    ...(status === 'interrupted' ? ['Interrupted'] : []),
    ...(promptTokens === null && completionTokens === null
      ? []
      : [`${promptTokens ?? 0} tokens in, ${completionTokens ?? 0} out`]),
    ...(cost === null ? [] : [`$${cost.toFixed(4)}`]),
  ];
  return parts.join(' · ');
}
