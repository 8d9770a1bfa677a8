import { isPreferenceKey, type PreferenceKey } from '../../lib/preferences/schema.ts';

/** What each stored key is, in plain words. */
const WORDS: Readonly<Record<PreferenceKey, string>> = {
  'sidepanel.settings': 'Settings',
  'sidepanel.auth.token': 'Key of the model server',
  'sidepanel.auth.tokens': 'Keys of other model servers',
  'sidepanel.theme': 'Theme',
  'sidepanel.ui': 'Layout of the panel',
  'sidepanel.recent.sessions': 'Recent sessions',
  'sidepanel.recent.searches': 'Recent searches',
  'sidepanel.recent.commands': 'Recent actions',
  'sidepanel.tour.completed': 'First steps are done',
  'sidepanel.help.dismissed': 'Hints that were closed',
  'sidepanel.debug.enabled': 'Debug log',
  'sidepanel.revision': 'Times of changes',
  'sidepanel.unread.sessions': 'Unread sessions',
  'sidepanel.awaited.sessions': 'Sessions with a reply under way',
};

/** Fields of the settings, by their path. */
const FIELD_WORDS: Readonly<Record<string, string>> = {
  defaultModel: 'Model',
  'provider.baseUrl': 'Model server',
  'keyboard.sendKey': 'What sends a message',
  'keyboard.keys': 'Own keys',
  'notifications.replyDone': 'Tell when a reply is done',
  'notifications.balanceLow': 'Tell when the balance is low',
  'notifications.balanceLowUsd': 'Low balance, in US dollars',
  'notifications.sweepDone': 'Tell when a clean-up is done',
  'notifications.backupFailed': 'Tell when a backup fails',
  startView: 'The panel opens with',
  motion: 'Motion',
};

/** The name of a key, or the key itself where there is none. */
export function keyWords(key: string): string {
  return isPreferenceKey(key) ? WORDS[key] : key;
}

/** The name of a field of the settings, or its path where there is none. */
export function fieldWords(path: string): string {
  return Object.hasOwn(FIELD_WORDS, path) ? (FIELD_WORDS[path] as string) : path;
}
