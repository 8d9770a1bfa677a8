import { listMessageDigests, listSessionDigests } from '../store/digests.ts';
import type { Handlers } from './handler.ts';
import type { StoreAccess } from './store-access.ts';

/** Answers `sessions/digests` and `messages/digests`. */
export function digestHandlers({ db }: Pick<StoreAccess, 'db'>) {
  return {
    'sessions/digests': (range) => listSessionDigests(db(), range),
    'messages/digests': (range) => listMessageDigests(db(), range),
  } satisfies Partial<Handlers>;
}
