import { PREFERENCES, type PreferenceKey } from './schema.ts';
import type { ImportChange } from './transfer.ts';

/** One difference as a person reads it. `before` undefined: nothing was set. */
export interface SettingChange {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string;
}

/** What is called what. A field of an object has a name of its own where people know it by that. */
const NAMES: Readonly<Record<PreferenceKey, string>> = {
  'sidepanel.settings': 'Settings',
  'sidepanel.auth.token': 'API key',
  'sidepanel.auth.tokens': 'API keys of other servers',
  'sidepanel.theme': 'Appearance',
  'sidepanel.ui': 'Sidebar and view',
  'sidepanel.recent.sessions': 'Recent sessions',
  'sidepanel.recent.searches': 'Recent searches',
  'sidepanel.recent.commands': 'Recent actions',
  'sidepanel.tour.completed': 'First steps seen',
  'sidepanel.help.dismissed': 'Hints dismissed',
  'sidepanel.damage.dismissed': 'Damage notices seen',
  'sidepanel.place.note': 'Note about where your history is',
  'sidepanel.recordings.auto': 'Recorded sessions',
  'sidepanel.debug.enabled': 'Debug log',
  'sidepanel.crash.recovery': 'Recovery records',
  'sidepanel.revision': 'Change times',
  'sidepanel.unread.sessions': 'Unread sessions',
  'sidepanel.awaited.sessions': 'Sessions with a reply in progress',
};

const FIELD_NAMES: Readonly<Record<string, string>> = {
  'provider.baseUrl': 'Model server',
  defaultModel: 'Model',
  'keyboard.sendKey': 'Send key',
  'keyboard.keys': 'Action keys',
  'notifications.replyDone': 'Notify when a reply is done',
  'notifications.balanceLow': 'Notify when the balance is low',
  'notifications.balanceLowUsd': 'Low balance, in US dollars',
  'notifications.sweepDone': 'Notify when old data was removed',
  'notifications.backupFailed': 'Notify when a backup failed',
  startView: 'Starts with',
  motion: 'Motion',
};

const VALUES: Readonly<Record<string, string>> = {
  system: 'system',
  dark: 'dark',
  light: 'light',
  reduced: 'reduced',
  last: 'last session',
  new: 'new session',
  enter: 'Enter',
  'mod+enter': 'Ctrl+Enter or ⌘+Enter',
};

const LONGEST_VALUE = 60;

/** What a key is called. */
export function settingName(key: PreferenceKey): string {
  return NAMES[key];
}

/** What a change of a key means: each field of the settings by itself, keys of servers only as being there. */
export function changesInWords({ key, before, after }: ImportChange): readonly SettingChange[] {
  if (key.startsWith('sidepanel.auth.')) {
    return [{ name: NAMES[key], before: secretInWords(before), after: secretInWords(after) ?? 'none' }];
  }
  // What holds where nothing is set.
  const now: unknown = before ?? PREFERENCES[key].fallback;
  if (key !== 'sidepanel.settings') return [{ name: NAMES[key], before: inWords(now), after: inWords(after) }];
  return Object.entries(FIELD_NAMES).flatMap(([path, name]) => {
    const [was, is] = [fieldOf(now, path), fieldOf(after, path)];
    if (is === undefined || JSON.stringify(was) === JSON.stringify(is)) return [];
    return [{ name, before: was === undefined || was === '' ? undefined : inWords(was), after: inWords(is) }];
  });
}

/** Never what it is. */
function secretInWords(value: unknown): string | undefined {
  if (value === undefined || value === '') return undefined;
  return typeof value === 'string' ? '••••••••' : objectInWords(value as object);
}

function fieldOf(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], value);
}

function inWords(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : String(value.length);
  const text = typeof value === 'object' ? objectInWords(value) : String(value);
  const words = Object.hasOwn(VALUES, text) ? (VALUES[text] ?? text) : text;
  if (words === '') return 'none';
  return words.length > LONGEST_VALUE ? `${words.slice(0, LONGEST_VALUE)}…` : words;
}

/** Only how much it is: fields of it have no names of their own. */
function objectInWords(value: object | null): string {
  const count = Object.keys(value ?? {}).length;
  return count === 0 ? 'none' : `${count} ${count === 1 ? 'value' : 'values'}`;
}
