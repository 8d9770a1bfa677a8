import { computed, createModel, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import { supersedingKey } from '../../../lib/protocol/delivery.ts';
import type { Params } from '../../../lib/protocol/methods.ts';
import { formatTimestamp, normalizeTimestamp } from '../../../lib/protocol/timestamp.ts';
import type { Environment } from './environment.ts';
import type { SaveModel } from './save-model.ts';
import type { UnsavedChange } from './unsaved-change.ts';

/** The promise: a power cut costs at most 250 ms of typing. The rest is for the way into the journal. */
export const DRAFT_DELAY_MS = 200;

/** A session's id; null for the session that begins with the first message. */
type Key = string | null;

export type Draft =
  | { readonly state: 'loading' }
  | {
      readonly state: 'ready';
      readonly text: string;
      /** Of the newest version known to be kept, or sent to be kept. */
      readonly updatedAtMs: number;
      /** What the store keeps could not be read yet: this text is kept beside it, and joined with it later. */
      readonly isBlind: boolean;
    };

const UNREAD: Draft = { state: 'loading' };
const EMPTY = { state: 'ready', text: '', updatedAtMs: 0, isBlind: false } as const;

/** The text not sent, of each session by itself. */
export const DraftModel = createModel(
  (env: Environment, save: SaveModel, current: ReadonlySignal<Key>, isReady: ReadonlySignal<boolean>) => {
    const drafts = signal<ReadonlyMap<Key, Draft>>(new Map());
    const draft = computed(() => drafts.value.get(current.value) ?? UNREAD);
    /**
     * Drafts that became a question which is not saved yet, and the session it is asked in: what the store still has of them
     * is not to be shown.
     */
    const leaving = new Map<Key, string>();
    /** Drafts that were given up while nothing could be read. */
    let given: (readonly [Key, string])[] = [];
    /** The unsaved questions and their sessions. */
    let questions: ReadonlyMap<string, string> = new Map();
    /** Drafts that another page, or an earlier panel, has on their way to the store. */
    const adopted = new Set<Key>();

    effect(() => {
      const key = current.value;
      if (isReady.peek()) void read(key);
      return () => save.flush(saveKey(key));
    });
    effect(() => {
      if (!isReady.value) return;
      // What was read before the connection broke is newer here than in the store, if they differ at all.
      if (draft.peek().state === 'loading') void read(current.peek());
      for (const [key, known] of drafts.peek()) if (known.state === 'ready' && known.isBlind) void join(key);
      const again = given;
      given = [];
      for (const [key, text] of again) void discard(key, text);
    });
    effect(() => {
      const entries = save.unsaved.value;
      untracked(() => {
        for (const { change, isHeld, status } of entries) {
          if (change.method === 'drafts/set' && status !== 'failed') adopt(change.params, isHeld);
        }
        for (const key of adopted) if (!isOnItsWay(key)) settle(key);
        const before = questions;
        questions = questionsIn(entries);
        for (const [requestId, sessionId] of before) if (!questions.has(requestId)) endLeaving(sessionId);
      });
    });

    /** Reads what is kept, unless something typed here waits to be kept. */
    async function read(key: Key): Promise<void> {
      const before = drafts.peek().get(key);
      if (leaving.has(key)) return;
      if (before?.state === 'ready' && save.unsaved.peek().some(({ change }) => isDraftOf(key, change))) return;
      let next: Draft;
      try {
        const { draft: kept } = await env.client.call('drafts/get', { sessionId: key });
        next = { state: 'ready', text: kept.content, updatedAtMs: toMs(kept.updatedAt), isBlind: false };
      } catch {
        // Without a connection it stays unread, and is read again with the next one.
        if (!isReady.peek()) return;
        next = { ...EMPTY, isBlind: true };
      }
      if (drafts.peek().get(key) === before) put(key, next);
    }

    /** What an earlier panel wrote and is still on its way to the store: newer than what the store has. */
    function adopt({ sessionId, content, updatedAt }: Params<'drafts/set'>, isBlind: boolean): void {
      const known = drafts.peek().get(sessionId);
      const updatedAtMs = toMs(updatedAt);
      if (leaving.has(sessionId) || (known?.state === 'ready' && known.updatedAtMs >= updatedAtMs)) return;
      adopted.add(sessionId);
      put(sessionId, { state: 'ready', text: content, updatedAtMs, isBlind });
      if (isBlind && isReady.peek()) void join(sessionId);
    }

    /** It arrived, and may have become a message since: only the store knows. */
    function settle(key: Key): void {
      adopted.delete(key);
      if (isReady.peek()) void read(key);
    }

    function isOnItsWay(key: Key): boolean {
      return save.unsaved.peek().some(({ change, status }) => status !== 'failed' && isDraftOf(key, change));
    }

    /** Puts what the store keeps before a text that was written without seeing it. */
    async function join(key: Key): Promise<void> {
      if (leaving.has(key)) return;
      let kept: { readonly content: string; readonly updatedAt: string };
      try {
        kept = (await env.client.call('drafts/get', { sessionId: key })).draft;
      } catch {
        // Both are kept, and joined with the next connection or keystroke.
        return;
      }
      const known = drafts.peek().get(key);
      if (known?.state !== 'ready' || !known.isBlind || leaving.has(key)) return;
      const text = joinTexts(kept.content, known.text);
      const updatedAtMs = Math.max(known.updatedAtMs, toMs(kept.updatedAt));
      put(key, { state: 'ready', text, updatedAtMs, isBlind: false });
      if (text === kept.content && !isOnItsWay(key)) return;
      // This replaces the text that is held.
      write(key, text);
      save.flush(saveKey(key));
    }

    /** Takes what the user typed into the current session. */
    function edit(text: string): void {
      write(current.peek(), text);
    }

    function write(key: Key, text: string): void {
      const known = drafts.peek().get(key);
      const keptMs = known?.state === 'ready' ? known.updatedAtMs : 0;
      const isBlind = known?.state !== 'ready' || known.isBlind;
      // An older version never wins, so a clock that was set back must not make this one older.
      const updatedAtMs = Math.max(env.now(), keptMs + 1);
      put(key, { state: 'ready', text, updatedAtMs, isBlind });
      save.submitSoon(
        {
          method: 'drafts/set',
          params: { sessionId: key, content: text, updatedAt: formatTimestamp(updatedAtMs) },
          onSaved: ({ draft: kept }) => {
            if (kept.content !== text) overtake(key, text, toMs(kept.updatedAt));
          },
        },
        DRAFT_DELAY_MS,
        isBlind,
      );
      if (isBlind && isReady.peek()) void join(key);
    }

    /** A version from elsewhere was newer. What is on the screen here is kept, if it is still the same. */
    function overtake(key: Key, text: string, keptMs: number): void {
      const known = drafts.peek().get(key);
      if (known?.state !== 'ready' || known.text.toWellFormed() !== text.toWellFormed()) return;
      if (keptMs <= known.updatedAtMs) return;
      put(key, { ...known, updatedAtMs: keptMs });
      write(key, text);
    }

    /**
     * The text becomes a question that is asked in the session `askedIn`: the field is empty. The whole text is kept as a
     * draft until the question is saved; the store then empties it.
     */
    function clear(key: Key, askedIn: string): void {
      save.flush(saveKey(key));
      leaving.set(key, askedIn);
      const known = drafts.peek().get(key);
      if (known?.state !== 'ready') return put(key, { ...EMPTY, isBlind: true });
      if (!known.isBlind) return put(key, { ...known, text: '' });
      // The text that is held would come back otherwise.
      write(key, '');
      save.flush(saveKey(key));
    }

    /** A question of the session was saved, withdrawn or discarded, here or elsewhere: the store knows which. */
    function endLeaving(askedIn: string): void {
      for (const [key, known] of drafts.peek()) {
        if (leaving.get(key) === askedIn) leaving.delete(key);
        // A question of an earlier panel left this page without a note of where it was typed.
        else if (key !== askedIn && key !== null) continue;
        if (!isReady.peek()) continue;
        if (known.state === 'ready' && known.isBlind) void join(key);
        else void read(key);
      }
    }

    /** A session that is about to be made has no draft to read. */
    function begin(id: string): void {
      put(id, EMPTY);
    }

    /** Puts a message that was not saved back in front of what was typed since. */
    function takeBack(key: Key, text: string): void {
      leaving.delete(key);
      const known = drafts.peek().get(key);
      const typed = known?.state === 'ready' ? known.text : '';
      write(key, typed === '' ? text : `${text}\n\n${typed}`);
    }

    /** The drafts that a question in the session `askedIn` came from; those of an earlier panel are known by their text. */
    function originsOf(askedIn: string, question: string): readonly Key[] {
      return [...drafts.peek().keys()].filter((key) =>
        leaving.has(key) ? leaving.get(key) === askedIn : (key === askedIn || key === null) && isOnly(key, question),
      );
    }

    /** Empties those drafts that hold no more than a question that was given up. What was typed since stays. */
    function drop(origins: readonly Key[], question: string): void {
      for (const key of origins) {
        if (!isOnly(key, '') && !isOnly(key, question)) continue;
        write(key, '');
        save.flush(saveKey(key));
      }
    }

    /**
     * Puts back a text that a panel before this one had, in front of what is kept if that is another text: two panels can have
     * written in one session. `base`: when the version before it was written; what is kept of that moment is an earlier one.
     */
    async function bringBack(key: Key, text: string, base: string | null): Promise<void> {
      if (isReady.peek() && drafts.peek().get(key)?.state !== 'ready') await read(key);
      const known = drafts.peek().get(key);
      const typed = known?.state === 'ready' ? known.text : '';
      const isEarlier = known?.state === 'ready' && base !== null && known.updatedAtMs === toMs(base);
      const joined = isEarlier ? text : joinTexts(text, typed);
      if (joined === typed) return;
      write(key, joined);
      save.flush(saveKey(key));
    }

    /** Empties a draft that holds this text and no more, as soon as it can be looked at. True: it did. */
    async function discard(key: Key, text: string): Promise<boolean> {
      if (text.trim() === '') return false;
      if (!isReady.peek()) {
        given.push([key, text]);
        return false;
      }
      // Another panel may have gone on with it.
      if (key !== current.peek() || drafts.peek().get(key)?.state !== 'ready') await read(key);
      if (!isOnly(key, text)) return false;
      drop([key], text);
      return true;
    }

    /** Sends now what waits to be sent of a draft. */
    function flush(key: Key): void {
      save.flush(saveKey(key));
    }

    function isOnly(key: Key, text: string): boolean {
      const known = drafts.peek().get(key);
      return known?.state === 'ready' && known.text.trim() === text.trim();
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

    return { draft, edit, clear, begin, takeBack, originsOf, drop, abandon, bringBack, discard, flush };
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

function questionsIn(entries: readonly UnsavedChange[]): ReadonlyMap<string, string> {
  return new Map(
    entries.flatMap(({ requestId, change }) =>
      change.method === 'chat/send' ? [[requestId, change.params.sessionId] as const] : [],
    ),
  );
}

/** Both, the older one first; once where one begins with the other. */
function joinTexts(older: string, newer: string): string {
  if (newer.startsWith(older)) return newer;
  return older.startsWith(newer) ? older : `${older}\n\n${newer}`;
}

function toMs(timestamp: string): number {
  return Date.parse(normalizeTimestamp(timestamp) ?? '') || 0;
}
