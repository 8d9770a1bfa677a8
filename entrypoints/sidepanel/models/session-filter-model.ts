import { computed, createModel, effect, signal } from '@preact/signals';
import type { Timers } from '../../../lib/clock.ts';
import type { SessionsModel } from './sessions-model.ts';
import { matches, wordsOf } from './title-filter.ts';

/** Hits that fill any screen, and as many again when a person scrolls to their end. */
const ENOUGH_HITS = 50;

/** Nobody who still types needs further pages. */
const TYPING_PAUSE_MS = 120;

/** The sessions whose titles have what was typed. What is not read yet is read as far as it takes to fill the screen. */
export const SessionFilterModel = createModel((sessions: SessionsModel, timers: Timers) => {
  const text = signal('');
  /** The field is to have the focus as soon as it is there. */
  const isWanted = signal(false);
  const words = computed(() => wordsOf(text.value));
  const isOn = computed(() => words.value.length > 0);
  const rows = computed(() =>
    isOn.value ? sessions.rows.value.filter((session) => matches(session, words.value)) : sessions.rows.value,
  );
  const wantedCount = signal(ENOUGH_HITS);
  /** Further pages are read by themselves. */
  const isLooking = computed(
    () =>
      isOn.value && sessions.hasMore.value && sessions.more.value !== 'failed' && rows.value.length < wantedCount.value,
  );

  effect(() => {
    // Each text and each shelf starts anew, and with that ends what went on for the one before.
    const wanted = words.value;
    if (!isOn.value || sessions.list.value.state !== 'ready') return undefined;
    const timer = timers.set(
      () => void sessions.loadWhile(() => words.peek() === wanted && isLooking.peek()),
      TYPING_PAUSE_MS,
    );
    return () => timers.clear(timer);
  });

  function setText(next: string): void {
    wantedCount.value = ENOUGH_HITS;
    text.value = next;
  }

  function clear(): void {
    setText('');
  }

  /** The end of what is shown comes near. */
  function showMore(): void {
    if (sessions.more.peek() === 'failed') return;
    if (!isOn.peek()) void sessions.loadMore();
    else if (!isLooking.peek()) {
      wantedCount.value = rows.peek().length + ENOUGH_HITS;
      void sessions.loadWhile(() => isLooking.peek());
    }
  }

  /** After a failure. */
  function tryAgain(): void {
    void sessions.loadMore().then(() => sessions.loadWhile(() => isLooking.peek()));
  }

  function want(): void {
    isWanted.value = true;
  }

  function gotFocus(): void {
    isWanted.value = false;
  }

  return { text, isOn, rows, isLooking, isWanted, setText, clear, showMore, tryAgain, want, gotFocus };
});
export type SessionFilterModel = InstanceType<typeof SessionFilterModel>;
