import { createModel, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Preferences } from '../../../lib/preferences/preferences.ts';
import { MAX_UNREAD_SESSIONS } from '../../../lib/preferences/schema.ts';

const KEY = 'sidepanel.unread.sessions';

/** Sessions with a reply that ended while no panel of this browser showed them, until one opens them. */
export const UnreadModel = createModel((preferences: Preferences, currentId: ReadonlySignal<string | null>) => {
  const ids = signal<ReadonlySet<string>>(new Set(preferences.get(KEY)));

  effect(() =>
    preferences.subscribe(KEY, () => {
      ids.value = new Set(preferences.get(KEY));
    }),
  );
  // Also when another panel marked what is shown in this one.
  effect(() => {
    const current = currentId.value;
    if (current !== null && ids.value.has(current)) keep(stored().filter((id) => id !== current));
  });

  /** A reply of the session ended. */
  function replyEnded(sessionId: string): void {
    if (sessionId === currentId.peek()) return;
    keep([sessionId, ...stored().filter((id) => id !== sessionId)].slice(0, MAX_UNREAD_SESSIONS));
  }

  /** Another page may have written since this one read. */
  function stored(): readonly string[] {
    return preferences.get(KEY);
  }

  function keep(next: string[]): void {
    // Shown also where it cannot be kept.
    ids.value = new Set(next);
    preferences.set(KEY, next);
  }

  return { ids, replyEnded };
});
export type UnreadModel = InstanceType<typeof UnreadModel>;
