import { describe, expect, it } from 'vitest';
import {
  type BrowserCommand,
  commandTitle,
  KeyboardModel,
} from '../../../../entrypoints/options/models/keyboard-model.ts';
import type { KeyPress } from '../../../../entrypoints/sidepanel/key-combo.ts';
import { createPreferences } from '../../../../lib/preferences/preferences.ts';
import { memoryStorage } from '../../../support/memory-storage.ts';

const OPEN: BrowserCommand = { name: '_execute_action', description: '', shortcut: 'Ctrl+Shift+Y' };

async function open(keys: Readonly<Record<string, string | null>> = {}) {
  const storage = memoryStorage({
    'sidepanel.settings': { version: 1, defaultModel: 'm', later: 'kept', keyboard: { keys, alsoLater: 1 } },
  });
  let hear: (key: string | null) => void = () => {};
  const preferences = createPreferences(storage, (listener) => {
    hear = listener;
  });
  const model = new KeyboardModel({ preferences, isMac: false, getCommands: async () => [OPEN] });
  await model.readCommands();
  return {
    ...{ model, preferences, storage },
    hear: () => hear('sidepanel.settings'),
    stored: () => preferences.get('sidepanel.settings').keyboard.keys,
    row: (id: string) => model.rows.value.find((row) => row.id === id),
    press: (words: string) => model.press(keyPress(words)),
    [Symbol.dispose]: () => model[Symbol.dispose](),
  };
}

function keyPress(words: string): KeyPress {
  const parts = words.split(' ');
  const key = parts.at(-1) ?? '';
  const has = (name: string) => parts.slice(0, -1).includes(name);
  const code = `Key${key.toUpperCase()}`;
  return { key, code, ctrlKey: has('ctrl'), metaKey: false, altKey: has('alt'), shiftKey: has('shift') };
}

describe('KeyboardModel', () => {
  it('keeps a pressed key at once, and says so; what it does not know stays', async () => {
    using page = await open();
    page.model.record('new-session');
    expect(page.press('alt j')).toBe(true);
    expect([page.model.task.value, page.stored(), page.row('new-session')]).toEqual([
      undefined,
      { 'new-session': 'Alt+J' },
      { id: 'new-session', title: 'New session', keys: 'Alt+J', isChanged: true },
    ]);
    expect(page.model.status.value.text).toBe('Saved: “New session” has Alt+J');
    expect(page.preferences.get('sidepanel.settings')).toMatchObject({ later: 'kept', keyboard: { alsoLater: 1 } });
    page.model.status.value.undo?.();
    expect([page.stored(), page.model.status.value]).toEqual([{}, { text: 'Undone' }]);
  });

  it('takes no keys while nothing is recorded', async () => {
    using page = await open();
    expect([page.press('alt j'), page.stored()]).toEqual([false, {}]);
  });

  it('tells what is held, what cannot be used, and goes on', async () => {
    using page = await open();
    page.model.record('new-session');
    page.press('ctrl Control');
    expect(page.model.task.value).toMatchObject({ held: 'Ctrl', problem: '' });
    page.model.release();
    page.press('ctrl c');
    expect(page.model.task.value).toMatchObject({
      held: '',
      problem: 'Ctrl+C is needed by the browser or for typing.',
    });
    page.press('ctrl shift y');
    expect(page.model.task.value).toMatchObject({
      kind: 'recording',
      problem: 'Ctrl+Shift+Y is “Open or close the panel”, anywhere in the browser.',
    });
    page.press('Escape');
    expect([page.model.task.value, page.stored()]).toEqual([undefined, {}]);
    page.model.record('new-session');
    expect([page.press('Tab'), page.model.task.value]).toEqual([false, undefined]);
  });

  it('asks who is to have a key that another action has', async () => {
    using page = await open();
    page.model.record('new-session');
    page.press('alt m');
    expect(page.model.task.value).toEqual({
      ...{ kind: 'conflict', id: 'new-session', keys: 'Alt+M', ownerTitle: 'Choose a model' },
    });
    page.model.cancel();
    expect(page.stored()).toEqual({});

    page.model.record('new-session');
    page.press('alt m');
    page.model.useHere();
    expect(page.stored()).toEqual({ 'new-session': 'Alt+M', 'choose-model': null });
    expect(page.model.status.value.text).toBe('Saved: “New session” has Alt+M, “Choose a model” has none');
  });

  it('removes a key, and keeps nothing for what an action comes with', async () => {
    using page = await open();
    page.model.record('new-session');
    page.press('Backspace');
    expect([page.stored(), page.row('new-session')?.keys]).toEqual([{ 'new-session': null }, undefined]);
    page.model.record('new-session');
    page.press('alt n');
    expect(page.stored()).toEqual({});
    page.model.record('new-session');
    page.press('alt n');
    expect([page.model.task.value, page.model.status.value.text]).toEqual([undefined, '']);
  });

  it('resets one key, and asks when its own has become that of another action', async () => {
    using page = await open({ 'new-session': 'Alt+M', 'choose-model': 'Alt+N', 'show-trash': 'Alt+J' });
    page.model.reset('show-trash');
    expect(page.stored()).toEqual({ 'new-session': 'Alt+M', 'choose-model': 'Alt+N' });
    page.model.reset('new-session');
    expect(page.model.task.value).toMatchObject({ kind: 'conflict', keys: 'Alt+N', ownerTitle: 'Choose a model' });
    page.model.useHere();
    expect(page.stored()).toEqual({ 'choose-model': null });
    page.model.reset('choose-model');
    expect([page.stored(), page.model.isChanged.value]).toEqual([{}, false]);
  });

  it('resets a key that was lost to one that somebody stored', async () => {
    using page = await open({ 'show-trash': 'Alt+N' });
    expect(page.row('new-session')).toMatchObject({ keys: undefined, isChanged: true });
    page.model.reset('new-session');
    page.model.useHere();
    expect([page.row('new-session')?.keys, page.row('show-trash')?.keys, page.stored()]).toEqual([
      'Alt+N',
      undefined,
      {},
    ]);
  });

  it('resets all of them, with a way back', async () => {
    const keys = { 'new-session': 'Alt+J', 'show-keys': null, 'of-a-later-version': 'Alt+L' };
    using page = await open(keys);
    page.model.record('show-trash');
    page.model.resetAll();
    expect([page.stored(), page.model.task.value, page.model.isChanged.value]).toEqual([{}, undefined, false]);
    page.model.status.value.undo?.();
    expect(page.stored()).toEqual(keys);
  });

  it('follows what another page changes, which cannot be undone here', async () => {
    using page = await open();
    page.model.setSendKey('mod+enter');
    expect([page.model.sendKey.value, page.model.status.value.text]).toEqual(['mod+enter', 'Saved: Ctrl+Enter sends']);
    page.storage.setItem(
      'sidepanel.settings',
      JSON.stringify({ version: 1, defaultModel: '', keyboard: { keys: { 'new-session': 'Alt+J' } } }),
    );
    page.hear();
    expect([page.row('new-session')?.keys, page.model.sendKey.value, page.model.status.value]).toEqual([
      'Alt+J',
      'enter',
      { text: '' },
    ]);
  });

  it('says when the browser keeps nothing', async () => {
    using page = await open();
    page.storage.limit = 0;
    page.model.record('new-session');
    page.press('alt j');
    expect(page.model.status.value.text).toBe(
      '“New session” has Alt+J, until this page closes: the browser has no room',
    );
    expect(page.row('new-session')?.keys).toBe('Alt+J');
  });
});

describe('commandTitle', () => {
  it('has words for the command that has none', () => {
    expect(commandTitle(OPEN)).toBe('Open or close the panel');
    expect(commandTitle({ name: 'open-recovery', description: 'Show what can be restored', shortcut: '' })).toBe(
      'Show what can be restored',
    );
    expect(commandTitle({ name: 'other', description: '', shortcut: '' })).toBe('other');
  });
});
