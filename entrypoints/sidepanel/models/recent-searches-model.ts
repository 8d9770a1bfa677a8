import { computed, createModel } from '@preact/signals';
import type { Preferences } from '../../../lib/preferences/preferences.ts';
import { RecentsModel } from './recents-model.ts';
import type { SessionFilterModel } from './session-filter-model.ts';

/** More would hide the list that they are for. */
const MAX_OFFERED = 5;

/** What the sessions were filtered by. Only what had hits and was used is remembered, not each letter on the way. */
export const RecentSearchesModel = createModel((preferences: Preferences, filter: SessionFilterModel) => {
  const { values, add, clear } = new RecentsModel(preferences, 'sidepanel.recent.searches');
  const offered = computed(() => values.value.slice(0, MAX_OFFERED));

  /** Called when the text was used; `minLength`: what is shorter was hardly meant. */
  function remember(minLength = 1): void {
    const text = filter.text.peek().trim();
    if (filter.isOn.peek() && text.length >= minLength && filter.rows.peek().length > 0) add(text);
  }

  return { offered, remember, clear };
});
export type RecentSearchesModel = InstanceType<typeof RecentSearchesModel>;
