import { computed, createModel, effect, type ReadonlySignal, signal } from '@preact/signals';
import { supersedingKey } from '../../../lib/protocol/delivery.ts';
import { formatTimestamp, normalizeTimestamp } from '../../../lib/protocol/timestamp.ts';
import type { Environment } from './environment.ts';
import type { SaveModel, UnsavedChange } from './save-model.ts';

/** The promise: a power cut costs at most this much typing. */
export const DRAFT_DELAY_MS = 250;

/** A session's id; null for the session that begins with the first message. */
type Key = string | null;

export type Draft =
  | { readonly state: 'loading' }
  /** `updatedAtMs`: of the newest version known to be kept, or sent to be kept. */
  | { readonly state: 'ready'; readonly text: string; readonly updatedAtMs: number };

const UNREAD: Draft = { state: 'loading' };

/** The text not sent, of each session by itself. */
export const DraftModel = createModel(
  (env: Environment, save: SaveModel, current: ReadonlySignal<Key>, isReady: ReadonlySignal<boolean>) => {
    const drafts = signal<ReadonlyMap<Key, Draft>>(new Map());
    const draft = computed(() => drafts.value.get(current.value) ?? UNREAD);
    /** Drafts that became messages which are not saved yet: what the store still has of them is not to be shown. */
    const leaving = new Set<Key>();

    effect(() => {
      const key = current.value;
      if (isReady.peek()) void read(key);
      return () => save.flush(saveKey(key));
    });
    effect(() => {
      // What was read before the connection broke is newer here than in the store, if they differ at all.
      if (isReady.value && draft.peek().state === 'loading') void read(current.peek());
    });

    /** Reads what is kept, unless something typed here waits to be kept. */
    async function read(key: Key): Promise<void> {
      const before = drafts.peek().get(key);
      if (leaving.has(key)) return;
      if (before?.state === 'ready' && save.unsaved.peek().some(({ change }) => isDraftOf(key, change))) return;
      let text = '';
      let updatedAtMs = 0;
      try {
        const kept = await env.client.call('drafts/get', { sessionId: key });
        text = kept.draft.content;
        updatedAtMs = toMs(kept.draft.updatedAt);
      } catch {
        // Without a connection it stays unread, and is read again with the next one.
        if (!isReady.peek()) return;
      }
      if (drafts.peek().get(key) === before) put(key, { state: 'ready', text, updatedAtMs });
    }

    /** Takes what the user typed into the current session. */
    function edit(text: string): void {
      write(current.peek(), text);
    }

    function write(key: Key, text: string): void {
      const known = drafts.peek().get(key);
      const keptMs = known?.state === 'ready' ? known.updatedAtMs : 0;
      // An older version never wins, so a clock that was set back must not make this one older.
      const updatedAtMs = Math.max(env.now(), keptMs + 1);
      put(key, { state: 'ready', text, updatedAtMs });
      save.submitSoon(
        {
          method: 'drafts/set',
          params: { sessionId: key, content: text, updatedAt: formatTimestamp(updatedAtMs) },
          onSaved: ({ draft: kept }) => {
            if (kept.content !== text) overtake(key, text, toMs(kept.updatedAt));
          },
        },
        DRAFT_DELAY_MS,
      );
    }

    /** A version from elsewhere was newer. What is on the screen here is kept, if it is still the same. */
    function overtake(key: Key, text: string, keptMs: number): void {
      const known = drafts.peek().get(key);
      if (known?.state !== 'ready' || known.text.toWellFormed() !== text.toWellFormed()) return;
      if (keptMs <= known.updatedAtMs) return;
      put(key, { ...known, updatedAtMs: keptMs });
      write(key, text);
    }

    /** The text became a message: the field is empty. The whole text is kept as a draft until the message is saved. */
    function clear(key: Key): void {
      save.flush(saveKey(key));
      leaving.add(key);
      const known = drafts.peek().get(key);
      put(key, { state: 'ready', text: '', updatedAtMs: known?.state === 'ready' ? known.updatedAtMs : 0 });
    }

    /** The message is saved, and the store emptied the draft it came from with it. */
    function forgetSent(key: Key): void {
      leaving.delete(key);
    }

    /** A session that is about to be made has no draft to read. */
    function begin(id: string): void {
      put(id, { state: 'ready', text: '', updatedAtMs: 0 });
    }

    /** Puts a message that was not saved back in front of what was typed since. */
    function takeBack(key: Key, text: string): void {
      leaving.delete(key);
      const known = drafts.peek().get(key);
      const typed = known?.state === 'ready' ? known.text : '';
      write(key, typed === '' ? text : `${text}\n\n${typed}`);
    }

    /** Gives up the draft of a session that will not be made. Returns its text. */
    function abandon(key: Key): string {
      const known = drafts.peek().get(key);
      save.cancel(saveKey(key));
      const rest = new Map(drafts.peek());
      rest.delete(key);
      drafts.value = rest;
      return known?.state === 'ready' ? known.text : '';
    }

    function put(key: Key, value: Draft): void {
      drafts.value = new Map(drafts.peek()).set(key, value);
    }

    return { draft, edit, clear, forgetSent, begin, takeBack, abandon };
  },
);
export type DraftModel = InstanceType<typeof DraftModel>;

/** What the newest version of a draft replaces while it waits. */
function saveKey(key: Key): string {
  return supersedingKey('drafts/set', { sessionId: key }) ?? '';
}

function isDraftOf(key: Key, change: UnsavedChange['change']): boolean {
  return change.method === 'drafts/set' && change.params.sessionId === key;
}

function toMs(timestamp: string): number {
  return Date.parse(normalizeTimestamp(timestamp) ?? '') || 0;
}
