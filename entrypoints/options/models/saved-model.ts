import { createModel, effect, signal } from '@preact/signals';
import type { Timers } from '../../../lib/clock.ts';
import type { WriteResult } from '../../../lib/preferences/preferences.ts';

/** What is saved as it is changed, by its place on the page. */
export type Place =
  | 'theme'
  | 'model'
  | 'start'
  | 'motion'
  | 'provider'
  | 'notifications'
  | 'debug'
  | 'tour'
  | 'hints'
  | 'retention';

/** `words`: what the store, which keeps it, had against it. */
export type SaveResult = WriteResult | { readonly ok: false; readonly words: string };

export interface Outcome {
  readonly place: Place;
  readonly result: SaveResult;
}

const SHOWN_MS = 2500;

/** What became of the last change. That it is saved is said for a moment; that it is not, until the next change. */
export const SavedModel = createModel((timers: Timers) => {
  const outcome = signal<Outcome | undefined>(undefined);

  effect(() => {
    if (!outcome.value?.result.ok) return undefined;
    const timer = timers.set(() => {
      outcome.value = undefined;
    }, SHOWN_MS);
    return () => timers.clear(timer);
  });

  function report(place: Place, result: SaveResult): void {
    outcome.value = { place, result };
  }

  return { outcome, report };
});
export type SavedModel = InstanceType<typeof SavedModel>;

const WHY = {
  quota: 'Not saved: the browser has no room left for it.',
  unavailable: 'Not saved: the browser does not let Holdfast store it.',
} as const;

/** Words for what became of a change. A choice of a server has a key with it, so it holds nowhere when it is not kept. */
export function savedWords({ place, result }: Outcome): string {
  if (result.ok) return 'Saved';
  if ('words' in result) return result.words;
  return place === 'model' ? WHY[result.reason] : `${WHY[result.reason]} It is kept with your sessions instead.`;
}
