import { computed, createModel, effect, type ReadonlySignal, signal } from '@preact/signals';
import { formatTimestamp } from '../../../lib/protocol/timestamp.ts';
import type { PanelShared } from './panel-model.ts';
import { type EmbeddedStore, PlaceModel } from './place-model.ts';
import { preferenceSignal } from './preference-signal.ts';

/** What is worth a word about where the history is. `isFirm`: there is much of it by now. */
export type PlaceNote =
  | { readonly kind: 'embedded'; readonly isFirm: boolean; readonly store: EmbeddedStore }
  | { readonly kind: 'host-found' }
  | { readonly kind: 'host-gone' };

/** From here on losing a browser profile costs work of months, and the browser needs seconds to open the store. */
const MUCH_BYTES = 100 * 1024 * 1024;
const MUCH_MESSAGES = 50_000;

/** A host that was killed is started again within seconds. */
const GONE_AFTER_MS = 10_000;
const LOOK_EVERY_MS = 60 * 60_000;
const WEEK_MS = 7 * 24 * 3600 * 1000;

const DISMISSED = 'dismissed';

/** Says where the history is while it is in the browser, and that its host is gone when it is with one. */
export const PlaceNoteModel = createModel((shared: PanelShared) => {
  const { env, preferences, connection, provider } = shared;
  const { now, timers } = env;
  const place = new PlaceModel(shared);
  const told = preferenceSignal(preferences, 'sidepanel.place.note');
  const nowMs = signal(now());
  const isLastingGone = lasts(computed(() => connection.connection.value.state === 'disconnected'));

  const note = computed<PlaceNote | undefined>(() => {
    if (!connection.isEmbedded.value) return isLastingGone.value ? { kind: 'host-gone' } : undefined;
    const { embedded: store, host } = place.place.value ?? {};
    // Before the first question there is no history to be told of.
    if (!store || !provider.isSetUp.value || Date.parse(told.value) > nowMs.value) return undefined;
    if (host?.isThere) return { kind: 'host-found' };
    const isFirm = store.bytes > MUCH_BYTES || store.messages > MUCH_MESSAGES;
    return isFirm || told.value === '' ? { kind: 'embedded', isFirm, store } : undefined;
  });

  // It grows, and weeks pass.
  effect(() => {
    let timer = timers.set(look, LOOK_EVERY_MS);
    function look(): void {
      nowMs.value = now();
      if (connection.isEmbedded.peek()) void place.read();
      timer = timers.set(look, LOOK_EVERY_MS);
    }
    return () => timers.clear(timer);
  });

  /** True once `value` has been so for longer than a moment. */
  function lasts(value: ReadonlySignal<boolean>): ReadonlySignal<boolean> {
    const isLasting = signal(false);
    effect(() => {
      isLasting.value = false;
      if (!value.value) return undefined;
      const timer = timers.set(() => {
        isLasting.value = true;
      }, GONE_AFTER_MS);
      return () => timers.clear(timer);
    });
    return isLasting;
  }

  /** The gentle one, for good. */
  function dismiss(): void {
    preferences.set('sidepanel.place.note', DISMISSED);
  }

  function putOff(): void {
    nowMs.value = now();
    preferences.set('sidepanel.place.note', formatTimestamp(now() + WEEK_MS));
  }

  return { place, note, dismiss, putOff };
});
export type PlaceNoteModel = InstanceType<typeof PlaceNoteModel>;
