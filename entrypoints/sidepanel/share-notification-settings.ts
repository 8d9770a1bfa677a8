import type { Preferences } from '../../lib/preferences/preferences.ts';

/** Where the background, which has no preferences, finds what a person wants to be told of. */
export const NOTIFICATION_SETTINGS = 'notificationSettings';

/** Keeps that place up to date as long as the page lives. A storage that fails costs a notification. */
export function shareNotificationSettings(
  preferences: Preferences,
  storage: { set(items: Record<string, unknown>): Promise<void> },
): void {
  const share = () => {
    const { notifications } = preferences.get('sidepanel.settings');
    storage.set({ [NOTIFICATION_SETTINGS]: notifications }).catch(() => {});
  };
  preferences.subscribe('sidepanel.settings', share);
  share();
}
