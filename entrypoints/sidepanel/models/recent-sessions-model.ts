import { computed, createModel, type ReadonlySignal, signal } from '@preact/signals';
import type { Session } from '../../../lib/protocol/shapes.ts';
import type { SessionsModel } from './sessions-model.ts';

/** What fits on the screen beside the actions. */
const MAX_OFFERED = 5;

type Sessions = Pick<SessionsModel, 'rows' | 'currentId' | 'read'>;

/**
 * The sessions that were shown lately, `ids` newest first, without the one that is shown now and those that are gone or in
 * the trash.
 */
export const RecentSessionsModel = createModel((sessions: Sessions, ids: ReadonlySignal<readonly string[]>) => {
  /** Those that the list does not have: they are beyond what is read, or on another shelf. */
  const beyond = signal<readonly Session[]>([]);
  const others = computed(() => ids.value.filter((id) => id !== sessions.currentId.value));
  const offered = computed(() => {
    const known = [...sessions.rows.value, ...beyond.value];
    return others.value
      .flatMap((id) => known.find((session) => session.id === id) ?? [])
      .filter(({ deletedAt }) => deletedAt === null)
      .slice(0, MAX_OFFERED);
  });

  /** Reads what the list does not have. */
  async function load(): Promise<void> {
    const listed = new Set(sessions.rows.peek().map(({ id }) => id));
    const missing = others.peek().filter((id) => !listed.has(id));
    const found = await Promise.all(missing.map((id) => sessions.read(id).catch(() => undefined)));
    beyond.value = found.filter((session) => session !== undefined);
  }

  return { offered, load };
});
