import * as v from 'valibot';
import * as field from '../protocol/fields.ts';

/** The model server of a new profile. Source of the address: Venice's API documentation. */
export const DEFAULT_BASE_URL = 'https://api.venice.ai/api/v1';

/** How many are remembered of each, newest first. */
export const MAX_RECENT = { sessions: 20, searches: 50, commands: 50 } as const;

/** Hints that a person does not want to see again. */
const MAX_DISMISSED = 200;

/** What sends a message; the other one, and Shift+Enter, make a new line. `mod+enter`: Ctrl+Enter, ⌘+Enter on a Mac. */
const sendKey = v.picklist(['enter', 'mod+enter']);
export type SendKey = v.InferOutput<typeof sendKey>;

/** A value of a later version counts as the default here: one key must not cost all settings. */
const keyboard = v.looseObject({ sendKey: v.optional(v.fallback(sendKey, 'enter'), 'enter') });

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
  keyboard: v.optional(keyboard, { sendKey: 'enter' }),
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
    fallback: {
      version: 1,
      defaultModel: '',
      provider: { baseUrl: DEFAULT_BASE_URL },
      keyboard: { sendKey: 'enter' },
    },
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
  /** Actions that were chosen in the palette, by their titles. */
  'sidepanel.recent.commands': { schema: distinct(MAX_RECENT.commands), fallback: [], export: 'always' },
  'sidepanel.tour.completed': { schema: v.boolean(), fallback: false, export: 'always' },
  'sidepanel.help.dismissed': { schema: distinct(MAX_DISMISSED), fallback: [], export: 'always' },
  'sidepanel.debug.enabled': { schema: v.boolean(), fallback: false, export: 'always' },
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
