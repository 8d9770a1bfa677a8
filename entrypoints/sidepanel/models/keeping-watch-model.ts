import { computed, createModel, effect, signal, untracked } from '@preact/signals';
import type { Preferences } from '../../../lib/preferences/preferences.ts';
import type { Backup, Damage } from '../../../lib/protocol/keeping-shapes.ts';
import type { ConnectionModel } from './connection-model.ts';
import type { Environment } from './environment.ts';
import { preferenceSignal } from './preference-signal.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** The host, which was just started, makes the daily backup first where it is due. */
const FIRST_LOOK_MS = 5000;
const LOOK_EVERY_MS = 60 * MINUTE_MS;
/** What a person is doing something about is looked at sooner. */
const LOOK_AGAIN_MS = MINUTE_MS;

const OLD_AFTER_MS = 7 * DAY_MS;

/** With less left, systems and browsers themselves begin to fail. */
const LEAST_FREE_BYTES = 500 * 1024 * 1024;

/** A restore needs as many times the store: a safety copy, the rows in the write-ahead log, and the next daily copy. */
const FREE_STORES = 3;

/** Sessions looked through for an old one; who has more and no backup has gone without for long. */
const MOST_SESSIONS = 200;

/** What is worth a word: `at` of the newest verified backup, null = there is none; `freeBytes` of a disk that is nearly full. */
export type KeepingWarning =
  | { readonly kind: 'old-backup'; readonly at: string | null }
  | { readonly kind: 'full-disk'; readonly freeBytes: number };

interface KeepingWatchOptions {
  readonly env: Environment;
  readonly preferences: Preferences;
  readonly connection: Pick<ConnectionModel, 'isReady' | 'isEmbedded'>;
}

/** Looks now and then whether there are backups to rely on and room for more, and whether the store was damaged. */
export const KeepingWatchModel = createModel(({ env, preferences, connection }: KeepingWatchOptions) => {
  const { client, now, timers } = env;
  const warning = signal<KeepingWarning | undefined>(undefined);
  const found = signal<Damage | null>(null);
  const dismissed = preferenceSignal(preferences, 'sidepanel.damage.dismissed');
  /** What became of a damaged store, until somebody has read it. */
  const damage = computed(() => (found.value?.at === dismissed.value ? null : found.value));

  effect(() => {
    if (!connection.isReady.value) return undefined;
    untracked(() => void lookForDamage());
    // Backups, and the disk that they are on, are the host's.
    if (connection.isEmbedded.value) {
      warning.value = undefined;
      return undefined;
    }
    let timer = timers.set(look, FIRST_LOOK_MS);
    async function look(): Promise<void> {
      // A host that does not answer, or does not know how, says so elsewhere.
      warning.value = await findWarning().catch(() => undefined);
      if (timer !== undefined) timer = timers.set(look, warning.peek() ? LOOK_AGAIN_MS : LOOK_EVERY_MS);
    }
    return () => {
      timers.clear(timer);
      timer = undefined;
    };
  });

  async function lookForDamage(): Promise<void> {
    found.value = await client.call('doctor/damage', {}).then(
      (told) => told.damage,
      () => null,
    );
  }

  async function findWarning(): Promise<KeepingWarning | undefined> {
    const { backups, freeBytes } = await client.call('backups/list', {});
    // The newest copy is about as large as the store.
    const storeBytes = backups[0]?.bytes ?? 0;
    const isFull = freeBytes !== null && freeBytes < Math.max(LEAST_FREE_BYTES, FREE_STORES * storeBytes);
    if (isFull) return { kind: 'full-disk', freeBytes };
    const at = newestVerified(backups);
    const isOld = at === null ? await hasOldSession() : now() - Date.parse(at) > OLD_AFTER_MS;
    return isOld ? { kind: 'old-backup', at } : undefined;
  }

  /** Whoever began a few days ago has missed nothing yet. */
  async function hasOldSession(): Promise<boolean> {
    const { sessions, nextCursor } = await client.call('sessions/list', { limit: MOST_SESSIONS });
    return nextCursor !== null || sessions.some(({ createdAt }) => now() - Date.parse(createdAt) > OLD_AFTER_MS);
  }

  function dismissDamage(): void {
    const at = found.peek()?.at;
    if (at !== undefined) preferences.set('sidepanel.damage.dismissed', at);
  }

  return { warning, damage, dismissDamage };
});
export type KeepingWatchModel = InstanceType<typeof KeepingWatchModel>;

/** When the newest copy was made that was found whole; when it was looked at last says nothing of what it holds. */
function newestVerified(backups: readonly Backup[]): string | null {
  const moments = backups.filter(({ verifiedAt }) => verifiedAt !== null).map(({ createdAt }) => createdAt);
  return moments.sort().at(-1) ?? null;
}
