import type { KeyCombo } from './key-combo.ts';

/** What a person can do from anywhere in the panel, by a name that never changes, and the key it comes with. */
interface Binding {
  readonly id: string;
  readonly title: string;
  readonly keys?: KeyCombo;
}

/** In the order in which the panel lists them. */
export const BINDINGS = [
  { id: 'palette', title: 'Find an action, a session or a model', keys: 'Mod+K' },
  { id: 'new-session', title: 'New session', keys: 'Alt+N' },
  { id: 'filter-sessions', title: 'Filter the sessions', keys: '/' },
  { id: 'next-session', title: 'Next session', keys: 'Alt+ArrowDown' },
  { id: 'previous-session', title: 'Previous session', keys: 'Alt+ArrowUp' },
  { id: 'choose-model', title: 'Choose a model', keys: 'Alt+M' },
  { id: 'stop-reply', title: 'Stop the reply', keys: 'Alt+.' },
  { id: 'retry-reply', title: 'Ask for the last reply again', keys: 'Alt+R' },
  { id: 'copy-reply', title: 'Copy the last reply', keys: 'Alt+C' },
  { id: 'show-sessions', title: 'Show the sessions', keys: 'Alt+S' },
  { id: 'show-archive', title: 'Show archived sessions' },
  { id: 'show-trash', title: 'Show the trash' },
  { id: 'archive-session', title: 'Archive this session' },
  { id: 'trash-session', title: 'Move this session to the trash' },
  { id: 'copy-session', title: 'Copy this session as Markdown' },
  { id: 'export-session', title: 'Export this session' },
  { id: 'import', title: 'Import a file' },
  { id: 'move-in', title: 'Move everything into the host' },
  { id: 'delete-draft', title: 'Delete the draft' },
  { id: 'open-recovery', title: 'Open the recovery center' },
  { id: 'views', title: 'Choose a view', keys: 'Alt+V' },
  { id: 'search', title: 'Search everything', keys: 'Mod+Shift+F' },
  { id: 'branches', title: 'Branches', keys: 'Alt+B' },
  { id: 'branch', title: 'Branch from this message', keys: 'Alt+Shift+B' },
  { id: 'edit-question', title: 'Edit this question', keys: 'Alt+Shift+E' },
  { id: 'previous-version', title: 'Previous version', keys: 'Alt+Shift+ArrowUp' },
  { id: 'next-version', title: 'Next version', keys: 'Alt+Shift+ArrowDown' },
  { id: 'timeline', title: 'Timeline', keys: 'Alt+T' },
  { id: 'record', title: 'Record this session or stop' },
  { id: 'recordings', title: 'Recordings' },
  { id: 'usage', title: 'Usage', keys: 'Alt+U' },
  { id: 'file-changes', title: 'File changes' },
  { id: 'proofs', title: 'Proofs' },
  { id: 'settings', title: 'Settings', keys: 'Mod+,' },
  { id: 'options', title: 'All settings' },
  { id: 'theme-system', title: 'Appearance: system' },
  { id: 'theme-light', title: 'Appearance: light' },
  { id: 'theme-dark', title: 'Appearance: dark' },
  { id: 'reload-conversation', title: 'Reload this conversation' },
  { id: 'show-keys', title: 'Show the keys', keys: '?' },
] as const satisfies readonly Binding[];

export type ActionId = (typeof BINDINGS)[number]['id'];

/** Combinations that replace those of actions, by the action's id; null = it has none. Anything else can stand in it too. */
export type StoredKeys = Readonly<Record<string, KeyCombo | null>>;

/**
 * The key of each action that has one; no two have the same. What a person chose goes before what an action comes with, and
 * of actions with the same key the first one has it.
 */
export function bindingsOf(stored: StoredKeys): ReadonlyMap<ActionId, KeyCombo> {
  const owners = new Map<KeyCombo, ActionId>();
  const claim = (keys: KeyCombo | null | undefined, id: ActionId) => {
    if (keys && !owners.has(keys)) owners.set(keys, id);
  };
  for (const { id } of ALL) claim(chosenKeys(stored, id), id);
  for (const { id, keys } of ALL) if (chosenKeys(stored, id) === undefined) claim(keys, id);
  return new Map([...owners].map(([keys, id]) => [id, keys]));
}

const ALL: readonly (Binding & { readonly id: ActionId })[] = BINDINGS;

/** The key that was chosen for an action; null = none, undefined = the one it comes with. */
function chosenKeys(stored: StoredKeys, id: ActionId): KeyCombo | null | undefined {
  const keys = stored[id];
  return typeof keys === 'string' && !isUsable(keys) ? undefined : keys;
}

/** Whether an action can have this combination. */
export function isUsable(keys: KeyCombo): boolean {
  return WELL_FORMED.test(keys) && !isReserved(keys);
}

/**
 * A letter or a named key with Mod or Alt, with Shift or without; a digit with one of them; or a sign, which has no Shift
 * since that depends on the keyboard. Never Mod and Alt together, which is AltGr.
 */
const WELL_FORMED =
  /^(?:(?:Mod|Alt)\+(?:Shift\+)?(?:[A-Z]|Arrow(?:Up|Down|Left|Right)|Home|End|Page(?:Up|Down)|F[1-9]|F1[0-2])|(?:Mod|Alt)\+\d|(?:(?:Mod|Alt)\+)?[\p{P}\p{S}])$/u;

/** Whether the browser, the system or a field needs it; the same everywhere, since settings go from machine to machine. */
export function isReserved(keys: KeyCombo): boolean {
  return RESERVED.test(keys);
}

/** Tabs, windows and zoom; copy, undo and select all; moving in a text; back and forward. `+` also parts the notation. */
const RESERVED =
  /^Mod\+(?:(?:Shift\+)?(?:[ACHMNQTVWXZ]|Arrow.*|Home|End|Page.*)|[Y\d=`-])$|^Alt\+(?:Shift\+)?(?:ArrowLeft|ArrowRight|Home)$|F4$|\+$/;
