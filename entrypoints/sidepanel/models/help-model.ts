import { createModel } from '@preact/signals';
import type { Preferences } from '../../../lib/preferences/preferences.ts';
import { preferenceSignal } from './preference-signal.ts';

/** The hints that there are; a name never changes. */
export type HintId = 'pasted-texts' | 'trash';

/** What is said to a person who is new: a tour until it is over, and hints until each is dismissed. */
export const HelpModel = createModel((preferences: Preferences) => {
  const isTourOver = preferenceSignal(preferences, 'sidepanel.tour.completed');
  const dismissed = preferenceSignal(preferences, 'sidepanel.help.dismissed');

  function endTour(): void {
    if (!isTourOver.peek()) preferences.set('sidepanel.tour.completed', true);
  }

  function dismiss(id: HintId): void {
    preferences.set('sidepanel.help.dismissed', [id, ...dismissed.peek()]);
  }

  return { isTourOver, dismissed, endTour, dismiss };
});
export type HelpModel = InstanceType<typeof HelpModel>;
