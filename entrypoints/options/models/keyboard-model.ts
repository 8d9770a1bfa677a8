import { computed, createModel, effect, signal } from '@preact/signals';
import type { Preferences } from '../../../lib/preferences/preferences.ts';
import type { KeyboardSettings, SendKey } from '../../../lib/preferences/schema.ts';
import { type ActionId, BINDINGS, bindingsOf } from '../../sidepanel/key-bindings.ts';
import { type KeyCombo, type KeyPress, keyWords } from '../../sidepanel/key-combo.ts';
import { isShortcut, readPress } from '../key-recording.ts';

/** A command of the manifest as the browser has it; `shortcut` is empty when it has none. */
export interface BrowserCommand {
  readonly name: string;
  readonly description: string;
  readonly shortcut: string;
}

export interface KeyboardOptions {
  readonly preferences: Preferences;
  readonly isMac: boolean;
  readonly getCommands: () => Promise<readonly BrowserCommand[]>;
}

/** An action and its key. */
export interface KeyRow {
  readonly id: ActionId;
  readonly title: string;
  readonly keys: KeyCombo | undefined;
  /** It has another key than it came with. */
  readonly isChanged: boolean;
}

/** What is being done with the key of one action. */
export type KeyTask =
  | { readonly kind: 'recording'; readonly id: ActionId; readonly held: string; readonly problem: string }
  /** The key is that of another action: who is to have it? */
  | { readonly kind: 'conflict'; readonly id: ActionId; readonly keys: KeyCombo; readonly ownerTitle: string };

/** The last change, and the way back where there is one. */
export interface KeyboardStatus {
  readonly text: string;
  readonly undo?: () => void;
}

/** The keys of all actions: recording, conflicts, and the way back. What is changed is kept at once. */
export const KeyboardModel = createModel(({ preferences, isMac, getCommands }: KeyboardOptions) => {
  const settings = signal<KeyboardSettings>(preferences.get('sidepanel.settings').keyboard);
  const sendKey = computed(() => settings.value.sendKey);
  const bindings = computed(() => bindingsOf(settings.value.keys));
  const rows = computed<readonly KeyRow[]>(() =>
    BINDINGS.map(({ id, title }) => {
      const keys = bindings.value.get(id);
      return { id, title, keys, isChanged: keys !== DEFAULTS.get(id) };
    }),
  );
  const isChanged = computed(() => rows.value.some((row) => row.isChanged));
  const task = signal<KeyTask | undefined>(undefined);
  const status = signal<KeyboardStatus>({ text: '' });
  /** Undefined until the browser has told. */
  const commands = signal<readonly BrowserCommand[] | undefined>(undefined);

  effect(() =>
    preferences.watch((key, origin) => {
      if (key !== null && key !== 'sidepanel.settings') return;
      settings.value = preferences.get('sidepanel.settings').keyboard;
      // The way back would undo what was changed elsewhere.
      if (origin !== 'own') status.value = { text: '' };
    }),
  );

  async function readCommands(): Promise<void> {
    commands.value = await getCommands();
  }

  function record(id: ActionId): void {
    status.value = { text: '' };
    task.value = { kind: 'recording', id, held: '', problem: '' };
  }

  function cancel(): void {
    task.value = undefined;
  }

  /** Takes a `keydown` while something is recorded. False: the key is none of its business. */
  function press(event: KeyPress): boolean {
    const now = task.peek();
    if (now?.kind !== 'recording') return false;
    const recorded = readPress(event, isMac);
    switch (recorded.kind) {
      case 'leave':
        cancel();
        return false;
      case 'cancel':
        cancel();
        break;
      case 'remove':
        give(now.id, null);
        break;
      case 'held':
        task.value = { ...now, held: recorded.modifiers };
        break;
      case 'unusable':
        task.value = { ...now, held: '', problem: recorded.why };
        break;
      case 'combo':
        take(now.id, recorded.keys);
    }
    return true;
  }

  /** Takes a `keyup` while something is recorded. */
  function release(): void {
    const now = task.peek();
    if (now?.kind === 'recording' && now.held !== '') task.value = { ...now, held: '' };
  }

  function take(id: ActionId, keys: KeyCombo): void {
    const command = commands.peek()?.find(({ shortcut }) => isShortcut(shortcut, keys, isMac));
    if (command) {
      const problem = `${keyWords(keys, isMac)} is “${commandTitle(command)}”, anywhere in the browser.`;
      task.value = { kind: 'recording', id, held: '', problem };
      return;
    }
    const owner = rows.peek().find((row) => row.id !== id && row.keys === keys);
    if (owner) task.value = { kind: 'conflict', id, keys, ownerTitle: owner.title };
    else give(id, keys);
  }

  /** Takes the key from the action that has it. */
  function useHere(): void {
    const now = task.peek();
    if (now?.kind !== 'conflict') return;
    const owner = rows.peek().find((row) => row.id !== now.id && row.keys === now.keys);
    give(now.id, now.keys, owner);
  }

  /** Gives an action back the key that it came with, unless that has become another one's. */
  function reset(id: ActionId): void {
    status.value = { text: '' };
    const keys = DEFAULTS.get(id);
    if (keys === undefined) give(id, null);
    else take(id, keys);
  }

  function resetAll(): void {
    cancel();
    keep({ keys: {} }, 'All keys are back to their defaults');
  }

  function setSendKey(next: SendKey): void {
    keep({ sendKey: next }, `${next === 'enter' ? 'Enter' : keyWords('Mod+Enter', isMac)} sends`);
  }

  function give(id: ActionId, keys: KeyCombo | null, from?: KeyRow): void {
    cancel();
    const row = rows.peek().find((other) => other.id === id);
    if (!row || (row.keys ?? null) === keys) return;
    const changed = new Map<string, KeyCombo | null>(
      Object.entries(preferences.get('sidepanel.settings').keyboard.keys),
    );
    if (from) put(changed, from.id, null);
    put(changed, id, keys);
    const had = keys === null ? 'has no key' : `has ${keyWords(keys, isMac)}`;
    keep(
      { keys: Object.fromEntries(changed) },
      from ? `“${row.title}” ${had}, “${from.title}” has none` : `“${row.title}” ${had}`,
    );
  }

  function keep(change: Partial<KeyboardSettings>, words: string): void {
    const before = preferences.get('sidepanel.settings');
    const { ok } = preferences.set('sidepanel.settings', { ...before, keyboard: { ...before.keyboard, ...change } });
    const undo = () => {
      const now = preferences.get('sidepanel.settings');
      preferences.set('sidepanel.settings', { ...now, keyboard: before.keyboard });
      status.value = { text: 'Undone' };
    };
    status.value = { text: ok ? `Saved: ${words}` : `${words}, until this page closes: the browser has no room`, undo };
  }

  const defaultKeys = (id: ActionId) => DEFAULTS.get(id);

  return {
    ...{ rows, isChanged, sendKey, task, status, commands, defaultKeys },
    ...{ readCommands, record, cancel, press, release, useHere, reset, resetAll, setSendKey },
  };
});
export type KeyboardModel = InstanceType<typeof KeyboardModel>;

const DEFAULTS = bindingsOf({});

/** Nothing is kept for what an action comes with, so that it follows a later version. */
function put(stored: Map<string, KeyCombo | null>, id: ActionId, keys: KeyCombo | null): void {
  if (keys === (DEFAULTS.get(id) ?? null)) stored.delete(id);
  else stored.set(id, keys);
}

/** What a command does. The one that the browser itself gives the toolbar button has no words of its own. */
export function commandTitle({ name, description }: BrowserCommand): string {
  if (name === '_execute_action') return 'Open or close the panel';
  return description || name;
}
