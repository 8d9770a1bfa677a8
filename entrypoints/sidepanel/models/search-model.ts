import { batch, computed, createModel, effect, signal, untracked } from '@preact/signals';
import type { AppError } from '../../../lib/protocol/errors.ts';
import type { SearchHit } from '../../../lib/protocol/search-shapes.ts';
import type { PanelShared } from './panel-model.ts';
import { RecentsModel } from './recents-model.ts';
import { asAppError } from './remote.ts';
import { NO_CHOICE, type SearchChoice, searchParams } from './search-choice.ts';

/** Nobody who still types needs an answer. */
const TYPING_PAUSE_MS = 120;

/** Hits that fill any screen: what was not searched yet is searched further by itself until there are so many. */
const ENOUGH_HITS = 50;

/** Answers in a row without a person's word: over a million messages, about two seconds. */
const MAX_ANSWERS = 60;

/** What was found so far. */
export interface Found {
  readonly hits: readonly SearchHit[];
  /** null = everything was searched. */
  readonly nextCursor: string | null;
  readonly searchedBackTo: string | null;
}

/** What is looked for in everything that was ever written. It stays as it is while something else is shown. */
export const SearchModel = createModel(({ env, preferences }: PanelShared) => {
  const { client, timers, now } = env;
  const text = signal('');
  const choice = signal<SearchChoice>(NO_CHOICE);
  const recents = new RecentsModel(preferences, 'sidepanel.recent.searches');
  /** Undefined: nothing is looked for, or no answer came yet. */
  const found = signal<Found | undefined>(undefined);
  const isLooking = signal(false);
  const trouble = signal<AppError | undefined>(undefined);
  /** It goes on when somebody says so: nothing more was found for long, or it was stopped. */
  const isPaused = signal(false);
  const activeIndex = signal(0);
  const query = computed(() => text.value.trim());
  const isOn = computed(() => query.value !== '');
  let running: AbortController | undefined;
  /** Something was written since the answer. */
  let isOld = false;

  effect(() => {
    const isAsked = query.value !== '';
    choice.value;
    untracked(stop);
    trouble.value = undefined;
    if (!isAsked) {
      untracked(clearAnswer);
      return undefined;
    }
    isLooking.value = true;
    const timer = timers.set(begin, TYPING_PAUSE_MS);
    return () => timers.clear(timer);
  });
  effect(() =>
    client.on('changed', ({ tables }) => {
      isOld ||= tables === null || tables.includes('messages') || tables.includes('sessions');
    }),
  );
  effect(() => stop);

  function clearAnswer(): void {
    batch(() => {
      found.value = undefined;
      trouble.value = undefined;
      activeIndex.value = 0;
    });
  }

  function begin(): void {
    void look(undefined);
  }

  /** Asks from where `before` ended until there are enough further hits. What was there before stays until the answer. */
  async function look(before: Found | undefined): Promise<void> {
    running?.abort();
    const own = new AbortController();
    running = own;
    isLooking.value = true;
    isPaused.value = false;
    trouble.value = undefined;
    const params = searchParams(query.peek(), choice.peek(), now());
    const wanted = (before?.hits.length ?? 0) + ENOUGH_HITS;
    let so: Found | undefined = before;
    if (!before) isOld = false;
    try {
      for (let answers = 0; answers < MAX_ANSWERS; answers++) {
        const cursor = so?.nextCursor;
        const page = await client.call(
          'messages/search',
          { ...params, ...(typeof cursor === 'string' && { cursor }) },
          { signal: own.signal },
        );
        if (running !== own) return;
        so = { ...page, hits: [...(so?.hits ?? []), ...page.hits] };
        take(so, before === undefined && answers === 0);
        if (so.nextCursor === null || so.hits.length >= wanted) break;
      }
    } catch (error) {
      if (running === own) {
        batch(() => {
          // What is there then is the answer to another question, unless this one was answered in part.
          found.value = so;
          trouble.value = asAppError(error);
        });
      }
    }
    if (running !== own) return;
    isLooking.value = false;
    isPaused.value = so !== undefined && so.nextCursor !== null && so.hits.length < wanted;
  }

  function take(next: Found, isFirst: boolean): void {
    batch(() => {
      found.value = next;
      if (isFirst) activeIndex.value = 0;
    });
  }

  /** Further back than what was searched. */
  function goOn(): void {
    const so = found.peek();
    if (so && so.nextCursor !== null && !isLooking.peek()) void look(so);
  }

  /** Goes no further; what was found stays. */
  function stop(): void {
    running?.abort();
    running = undefined;
    isPaused.value = isLooking.peek() && (found.peek()?.nextCursor ?? null) !== null;
    isLooking.value = false;
  }

  /** After a failure, or when somebody comes back to an answer that is older than the store. */
  function refresh(): void {
    const hasFailed = trouble.peek() !== undefined;
    if (query.peek() === '' || isLooking.peek() || !(hasFailed || isOld)) return;
    void look(hasFailed && !isOld ? found.peek() : undefined);
  }

  function setText(next: string): void {
    text.value = next;
  }

  function choose(changes: Partial<SearchChoice>): void {
    choice.value = { ...choice.peek(), ...changes };
  }

  /** To another row; the end of what was found asks for more. */
  function goTo(index: number): void {
    const count = found.peek()?.hits.length ?? 0;
    activeIndex.value = Math.max(0, Math.min(index, count - 1));
    if (index >= count - 1) goOn();
  }

  /** Something of it was opened. */
  function remember(): void {
    if (query.peek() !== '') recents.add(query.peek());
  }

  return {
    ...{ text, query, choice, isOn, found, isLooking, isPaused, trouble, activeIndex, recents },
    ...{ setText, choose, goTo, goOn, stop, refresh, remember },
  };
});
export type SearchModel = InstanceType<typeof SearchModel>;
