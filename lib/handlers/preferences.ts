import { mirroredPreferences, mirrorPreferences } from '../store/mirrored-preferences.ts';
import type { Handlers } from './handler.ts';
import { change, type StoreAccess } from './store-access.ts';

/** Answers `preferences/*`. */
export function preferenceHandlers(access: StoreAccess) {
  return {
    'preferences/mirror': ({ profileId, values }, { requestId }) =>
      change(
        access,
        requestId,
        { tables: ['preferences'], sessionIds: [] },
        (store) => {
          mirrorPreferences(store, profileId, values);
          return {};
        },
        () => ({}),
      ),
    'preferences/restore': ({ profileId }) => ({ values: mirroredPreferences(access.db(), profileId) }),
  } satisfies Partial<Handlers>;
}
