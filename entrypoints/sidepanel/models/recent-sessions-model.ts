import { computed, createModel, signal } from '@preact/signals';
import type { Preferences } from '../../../lib/preferences/preferences.ts';
import type { Session } from '../../../lib/protocol/shapes.ts';
import type { Environment } from './environment.ts';
import { preferenceSignal } from './preference-signal.ts';
import type { SessionsModel } from './sessions-model.ts';

/** What fits on the screen beside the actions. */
const MAX_OFFERED = 5;

interface RecentSessionsOptions {
  readonly env: Environment;
  readonly preferences: Preferences;
  readonly sessions: SessionsModel;
}

/** The sessions that were shown lately, without the one that is shown now and those that are gone or in the trash. */
export const RecentSessionsModel = createModel(({ env, preferences, sessions }: RecentSessionsOptions) => {
  const ids = preferenceSignal(preferences, 'sidepanel.recent.sessions');
  /** Those that the list does not have: they are beyond what is read, or on another shelf. */
  const read = signal<readonly Session[]>([]);
  const offered = computed(() => {
    const known = [...sessions.rows.value, ...read.value];
    return others()
      .flatMap((id) => known.find((session) => session.id === id) ?? [])
      .filter(({ deletedAt }) => deletedAt === null)
      .slice(0, MAX_OFFERED);
  });

  function others(): readonly string[] {
    return ids.value.filter((id) => id !== sessions.currentId.value);
  }

  /** Reads what the list does not have. Called when they are about to be shown. */
  async function load(): Promise<void> {
    const listed = new Set(sessions.rows.peek().map(({ id }) => id));
    const missing = others().filter((id) => !listed.has(id));
    const found = missing.map((id) => env.client.call('sessions/get', { id }).catch(() => undefined));
    read.value = (await Promise.all(found)).flatMap((result) => result?.session ?? []);
  }

  return { offered, load };
});
