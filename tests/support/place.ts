import type { Place } from '../../entrypoints/sidepanel/models/place-model.ts';

/** What the background tells of a store in the browser. */
export function embeddedPlace(
  fields: Partial<NonNullable<Place['embedded']>> = {},
  host: Place['host'] = { isThere: false, reason: 'not-installed' },
): Place {
  return {
    ...{ engine: 'embedded', host },
    embedded: {
      ...{ sessions: 3, messages: 40, bytes: 300_000, isKept: false, movedAt: null, removedAfter: null },
      ...{ isFirstWhole: true, isSecondWhole: true, isPersistent: false, quotaBytes: null },
      ...fields,
    },
  };
}
