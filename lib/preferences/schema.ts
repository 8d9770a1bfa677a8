import * as v from 'valibot';
import * as field from '../protocol/fields.ts';

/** The model server of a new profile. Source of the address: Venice's API documentation. */
export const DEFAULT_BASE_URL = 'https://api.venice.ai/api/v1';

/** How many are remembered of each, newest first. */
export const MAX_RECENT = { sessions: 20, searches: 50, commands: 50 } as const;

/** Sessions that are recorded by themselves. */
export const MAX_RECORDED_SESSIONS = 100;

/** Hints that a person does not want to see again. */
const MAX_DISMISSED = 200;

/** What sends a message; the other one, and Shift+Enter, make a new line. `mod+enter`: Ctrl+Enter, ⌘+Enter on a Mac. */
const sendKey = v.picklist(['enter', 'mod+enter']);
export type SendKey = v.InferOutput<typeof sendKey>;

/** Longest combination of keys that is kept, in UTF-16 units: `Mod+Alt+Shift+ArrowDown` and then some. */
const MAX_COMBO_LENGTH = 40;

/**
 * KeyboardSettings: `sendKey`, and in `keys` the combinations that replace those of actions, by the action's id; null = the
 * action has none. A value of a later version counts as the default here: one key must not cost all settings.
 */
const keyboard = v.looseObject({
  sendKey: v.optional(v.fallback(sendKey, 'enter'), 'enter'),
  keys: v.optional(
    v.fallback(v.record(v.string(), v.nullable(v.pipe(v.string(), v.maxLength(MAX_COMBO_LENGTH)))), {}),
    {},
  ),
});
export type KeyboardSettings = v.InferOutput<typeof keyboard>;

/** NotificationSettings: what to be told of. `balanceLowUsd`: below how many US dollars a balance is low. */
const notifications = v.looseObject({
  replyDone: flag(false),
  balanceLow: flag(true),
  balanceLowUsd: v.optional(v.fallback(v.pipe(v.number(), v.minValue(0), v.maxValue(10_000)), 1), 1),
  sweepDone: flag(false),
  backupFailed: flag(true),
});
export type NotificationSettings = v.InferOutput<typeof notifications>;

function flag(fallback: boolean) {
  return v.optional(v.fallback(v.boolean(), fallback), fallback);
}

/** What a panel shows when it opens: where one was, or a new session. */
const startView = v.picklist(['last', 'new']);
export type StartView = v.InferOutput<typeof startView>;

/** `reduced`: nothing moves, whatever the system says. */
const motion = v.picklist(['system', 'reduced']);
export type Motion = v.InferOutput<typeof motion>;

/** Sessions marked unread at most: past that, a mark says nothing. */
export const MAX_UNREAD_SESSIONS = 100;

/** Sessions with a reply in progress that are remembered; more than a person has under way at once. */
export const MAX_AWAITED_SESSIONS = 20;

/** Fields of later versions survive an older one that rewrites the value: hence loose. */
const settings = v.looseObject({
  version: v.literal(1),
  /** Empty = no model was chosen, so the provider is not set up. */
  defaultModel: v.string(),
  provider: v.optional(v.looseObject({ baseUrl: field.baseUrl }), { baseUrl: DEFAULT_BASE_URL }),
  keyboard: v.optional(keyboard, {}),
  notifications: v.optional(notifications, {}),
  startView: v.optional(v.fallback(startView, 'last'), 'last'),
  motion: v.optional(v.fallback(motion, 'system'), 'system'),
});

const ui = v.looseObject({
  sidebarCollapsed: v.boolean(),
  lastView: v.string(),
  panelSizes: v.record(v.string(), v.number()),
});

/** Different ones, the first `most` of them: a longer list is an older or a later version's, and not broken. */
function distinct(most: number) {
  return v.pipe(
    v.array(v.string()),
    v.transform((values) => [...new Set(values)].slice(0, most)),
  );
}

/**
 * Every key that is kept in the page's storage: the shape of its value, the value when there is none, and whether it goes
 * with an export of the settings: `secret` by the person's choice only, `local` never, since it tells of one browser's store.
 */
export const PREFERENCES = {
  'sidepanel.settings': {
    schema: settings,
    fallback: v.parse(settings, { version: 1, defaultModel: '' }),
    export: 'always',
  },
  /** Key of the provider in the settings; empty when it needs none. */
  'sidepanel.auth.token': { schema: v.string(), fallback: '', export: 'secret' },
  /** Keys of other providers, by base URL. */
  'sidepanel.auth.tokens': { schema: v.record(v.string(), v.string()), fallback: {}, export: 'secret' },
  'sidepanel.theme': { schema: v.picklist(['dark', 'light', 'system']), fallback: 'system', export: 'always' },
  'sidepanel.ui': {
    schema: ui,
    fallback: { sidebarCollapsed: false, lastView: 'session', panelSizes: {} },
    export: 'always',
  },
  'sidepanel.recent.sessions': { schema: distinct(MAX_RECENT.sessions), fallback: [], export: 'local' },
  'sidepanel.recent.searches': { schema: distinct(MAX_RECENT.searches), fallback: [], export: 'always' },
  /** Actions that were chosen in the palette, by their ids. */
  'sidepanel.recent.commands': { schema: distinct(MAX_RECENT.commands), fallback: [], export: 'always' },
  'sidepanel.tour.completed': { schema: v.boolean(), fallback: false, export: 'always' },
  'sidepanel.help.dismissed': { schema: distinct(MAX_DISMISSED), fallback: [], export: 'always' },
  /** Of the damage to the store that a person was told of and has read: its `at`. */
  'sidepanel.damage.dismissed': { schema: v.string(), fallback: '', export: 'local' },
  /** What became of the note on where the history is: `dismissed`, or the moment until which it is put off. */
  'sidepanel.place.note': { schema: v.string(), fallback: '', export: 'local' },
  /** Sessions that are recorded whenever something is said in them. */
  'sidepanel.recordings.auto': { schema: distinct(MAX_RECORDED_SESSIONS), fallback: [], export: 'local' },
  'sidepanel.debug.enabled': { schema: v.boolean(), fallback: false, export: 'always' },
  /** One record of each panel, by its id (`crashRecord`). Each is parsed by itself, so that a broken one spoils no other. */
  'sidepanel.crash.recovery': { schema: v.record(v.string(), v.unknown()), fallback: {}, export: 'local' },
  /** When each key that the store keeps too was last changed, by key. */
  'sidepanel.revision': { schema: v.record(v.string(), field.timestamp), fallback: {}, export: 'local' },
  /** Sessions with a reply that nobody has seen yet, newest first. */
  'sidepanel.unread.sessions': { schema: distinct(MAX_UNREAD_SESSIONS), fallback: [], export: 'local' },
  /** Sessions in which a reply was being made when a panel last knew. */
  'sidepanel.awaited.sessions': { schema: distinct(MAX_AWAITED_SESSIONS), fallback: [], export: 'local' },
} as const satisfies Record<string, PreferenceKind>;

interface PreferenceKind {
  readonly schema: v.GenericSchema;
  readonly fallback: unknown;
  readonly export: 'always' | 'secret' | 'local';
}

export type PreferenceKey = keyof typeof PREFERENCES;
export type Preference<K extends PreferenceKey> = v.InferOutput<(typeof PREFERENCES)[K]['schema']>;
export type Theme = Preference<'sidepanel.theme'>;

/** The keys of which the newest first are remembered. */
export type RecentKey = `sidepanel.recent.${keyof typeof MAX_RECENT}`;

export function isPreferenceKey(key: string): key is PreferenceKey {
  return Object.hasOwn(PREFERENCES, key);
}

/** Whether the store keeps it too. By the same list as the export: never keys of servers, nor what tells of one store. */
export function isMirrored(key: PreferenceKey): boolean {
  return PREFERENCES[key].export === 'always';
}
