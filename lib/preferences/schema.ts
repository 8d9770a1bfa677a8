import * as v from 'valibot';
import * as field from '../protocol/fields.ts';

/** The model server of a new profile. Source of the address: Venice's API documentation. */
export const DEFAULT_BASE_URL = 'https://api.venice.ai/api/v1';

/** Sessions remembered as opened lately, newest first. */
export const MAX_RECENT_SESSIONS = 20;

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
  provider: v.looseObject({ baseUrl: field.baseUrl }),
  keyboard: v.optional(keyboard, { sendKey: 'enter' }),
});

const ui = v.looseObject({
  sidebarCollapsed: v.boolean(),
  lastView: v.string(),
  panelSizes: v.record(v.string(), v.number()),
});

/** Every key that is kept in the page's storage: the shape of its value, and the value when there is none. */
export const PREFERENCES = {
  'sidepanel.settings': {
    schema: settings,
    fallback: {
      version: 1,
      defaultModel: '',
      provider: { baseUrl: DEFAULT_BASE_URL },
      keyboard: { sendKey: 'enter' },
    },
  },
  /** Key of the provider in the settings; empty when it needs none. */
  'sidepanel.auth.token': { schema: v.string(), fallback: '' },
  /** Keys of other providers, by base URL. */
  'sidepanel.auth.tokens': { schema: v.record(v.string(), v.string()), fallback: {} },
  'sidepanel.theme': { schema: v.picklist(['dark', 'light', 'system']), fallback: 'system' },
  'sidepanel.ui': { schema: ui, fallback: { sidebarCollapsed: false, lastView: 'session', panelSizes: {} } },
  'sidepanel.recent.sessions': { schema: v.pipe(v.array(v.string()), v.maxLength(MAX_RECENT_SESSIONS)), fallback: [] },
  /** Sessions with a reply that nobody has seen yet, newest first. */
  'sidepanel.unread.sessions': { schema: v.pipe(v.array(v.string()), v.maxLength(MAX_UNREAD_SESSIONS)), fallback: [] },
  /** Sessions in which a reply was being made when a panel last knew. */
  'sidepanel.awaited.sessions': {
    schema: v.pipe(v.array(v.string()), v.maxLength(MAX_AWAITED_SESSIONS)),
    fallback: [],
  },
} as const satisfies Record<string, { schema: v.GenericSchema; fallback: unknown }>;

export type PreferenceKey = keyof typeof PREFERENCES;
export type Preference<K extends PreferenceKey> = v.InferOutput<(typeof PREFERENCES)[K]['schema']>;
export type Theme = Preference<'sidepanel.theme'>;
