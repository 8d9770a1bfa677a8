import { createModel, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import { mirroredValues, noteChange, reconcile } from '../../../lib/preferences/mirror.ts';
import type { Preferences } from '../../../lib/preferences/preferences.ts';
import { isMirrored } from '../../../lib/preferences/schema.ts';
import type { ImportPlan } from '../../../lib/preferences/transfer.ts';
import type { Environment } from './environment.ts';
import { asAppError } from './remote.ts';

interface MirrorOptions {
  readonly env: Environment;
  readonly preferences: Preferences;
  readonly isReady: ReadonlySignal<boolean>;
  /** The id of this browser profile, kept where a killed browser does not lose it. */
  readonly profileId: () => Promise<string>;
  /** Hears that the settings, which somebody cleared while this page was open, are there again. */
  readonly onBroughtBack: () => void;
}

/** A change is with the store, or in the journal, within a second; the rest of it is the way there. */
const SEND_AFTER_MS = 300;

/** A change ends with the store's word, however long that takes; a lost background ends the call by itself. */
const NEVER_MS = 2 ** 31 - 1;

/**
 * Keeps the settings in the store too, since a killed browser loses the last minute of what a page stored and an uninstall
 * all of it. What the store has newer of this profile is taken by itself; what it has of another one is offered.
 */
export const MirrorModel = createModel((options: MirrorOptions) => {
  const { env, preferences, isReady, profileId, onBroughtBack } = options;
  const { client, timers, now } = env;
  /** What the settings of an earlier profile would change here, where nothing is set up. */
  const offer = signal<ImportPlan | undefined>(undefined);
  let sendTimer: unknown;
  let isCleared = false;

  effect(() =>
    preferences.watch((key, origin) => {
      if (key === null) {
        isCleared = true;
        void read();
      } else if (origin === 'own' && isMirrored(key)) {
        noteChange(preferences, key, now());
        sendSoon();
      }
      if (offer.peek()) void look();
    }),
  );
  effect(() => {
    if (isReady.value) untracked(() => void read());
  });
  effect(() =>
    client.on('changed', ({ tables }) => {
      if (tables?.includes('preferences')) void read();
    }),
  );
  effect(() => () => timers.clear(sendTimer));

  function sendSoon(): void {
    sendTimer ??= timers.set(() => {
      sendTimer = undefined;
      void send();
    }, SEND_AFTER_MS);
  }

  /** All of it, so that a later sending can take the place of one that waits. */
  async function send(): Promise<void> {
    const requestId = env.newId();
    try {
      const params = { profileId: await profileId(), values: mirroredValues(preferences) };
      await client.change('preferences/mirror', params, { requestId, timeoutMs: NEVER_MS });
    } catch (error) {
      const { code } = asAppError(error);
      // With what holds by then. Another sending may have taken its place.
      if (code === 'disconnected') sendSoon();
      // Nobody can do anything about one that the store refuses; the next change brings it all again.
      else await client.call('unsent/resolve', { requestId, action: 'discard' }).catch(() => {});
    }
  }

  async function read(): Promise<void> {
    let stored: Parameters<typeof reconcile>[1];
    try {
      stored = (await client.call('preferences/restore', { profileId: await profileId() })).values;
    } catch {
      // Without a store; the next one brings this about again.
      return;
    }
    const isStoreBehind = reconcile(preferences, stored);
    if (isStoreBehind) sendSoon();
    // By this page, or by another one that was quicker.
    if (isCleared && Object.keys(stored).length > 0) onBroughtBack();
    isCleared = false;
    await look();
  }

  /** Only where nothing is set up: elsewhere two browsers on one host have their own. */
  async function look(): Promise<void> {
    if (preferences.get('sidepanel.settings').defaultModel !== '') {
      offer.value = undefined;
      return;
    }
    try {
      const { values } = await client.call('preferences/restore', {});
      // Few panels ever need it.
      const { planImport } = await import('../../../lib/preferences/transfer.ts');
      const kept = Object.entries(values).filter(([, { value }]) => value !== null);
      const plan = planImport(
        Object.fromEntries(kept.map(([key, { value }]) => [key, value])),
        preferences.peek,
        false,
      );
      const hasServer = plan.changes.some(({ key }) => key === 'sidepanel.settings');
      offer.value = hasServer ? plan : undefined;
    } catch {
      offer.value = undefined;
    }
  }

  /** Makes what is offered hold here. */
  function accept(): ReturnType<Preferences['importAll']> {
    const changes = offer.peek()?.changes ?? [];
    const result = preferences.importAll(changes);
    if (result.ok) offer.value = undefined;
    return result;
  }

  return { offer, accept };
});
export type MirrorModel = InstanceType<typeof MirrorModel>;
