import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createActions } from '../../../entrypoints/sidepanel/actions.ts';
import { BINDINGS, bindingsOf, isReserved, isUsable } from '../../../entrypoints/sidepanel/key-bindings.ts';
import type { PanelModel } from '../../../entrypoints/sidepanel/models/panel-model.ts';

const DEFAULTS = new Map(BINDINGS.flatMap((binding) => ('keys' in binding ? [[binding.id, binding.keys]] : [])));
const IDS = BINDINGS.map(({ id }) => id);

/** Combinations that clash often, and all that can stand in a file. */
const anyKeys = fc.oneof(
  fc.constantFrom('Mod+K', 'Alt+N', 'Alt+M', '?', '/', 'Alt+J', 'Mod+Shift+P', 'Alt+.'),
  fc.constantFrom('Mod+T', 'k', '', 'Mod+', 'Mod+Alt+K', 'Alt+Shift+Ctrl+K', 'Enter', 'Mod+K+Mod'),
  fc.constant(null),
  fc.string({ maxLength: 40 }),
);
const anyStored = fc.dictionary(fc.oneof(fc.constantFrom(...IDS), fc.string()), anyKeys);

describe('BINDINGS', () => {
  it('names each action once, and each key', () => {
    expect(new Set(IDS).size).toBe(IDS.length);
    expect(new Set(DEFAULTS.values()).size).toBe(DEFAULTS.size);
    expect([...DEFAULTS.values()].filter((keys) => !isUsable(keys))).toEqual([]);
  });

  it('has every action of the panel, whatever its key', () => {
    const panel = new Proxy({}, { get: () => ({}) }) as PanelModel;
    const actions = createActions(
      panel,
      async () => {},
      () => {},
    );
    expect(actions.map(({ id, title }) => ({ id, title }))).toEqual(BINDINGS.map(({ id, title }) => ({ id, title })));
  });
});

describe('bindingsOf', () => {
  it('gives what the actions come with where nothing is stored', () => {
    expect(bindingsOf({})).toEqual(DEFAULTS);
  });

  it('puts a stored key in the place of the default, and takes it away for null', () => {
    const bindings = bindingsOf({ 'new-session': 'Alt+J', 'choose-model': null, 'show-trash': 'Mod+Shift+L' });
    expect(['new-session', 'choose-model', 'show-trash'].map((id) => bindings.get(id as never))).toEqual([
      'Alt+J',
      undefined,
      'Mod+Shift+L',
    ]);
  });

  it('takes a key that no action can have for the default', () => {
    for (const keys of ['Mod+T', 'n', 'mod+j', 'Shift+Alt+J', 'Ctrl+J', 'Mod+Alt+J', 'Alt+Enter', '']) {
      expect(bindingsOf({ 'new-session': keys }).get('new-session'), keys).toBe('Alt+N');
    }
  });

  it('prefers what was chosen to what comes with an action, and of equals the first', () => {
    expect(bindingsOf({ 'show-trash': 'Alt+N' }).get('show-trash')).toBe('Alt+N');
    expect(bindingsOf({ 'show-trash': 'Alt+N' }).get('new-session')).toBeUndefined();
    const both = bindingsOf({ 'show-trash': 'Alt+J', 'show-archive': 'Alt+J' });
    expect([both.get('show-archive'), both.get('show-trash')]).toEqual(['Alt+J', undefined]);
  });

  it('never breaks, gives usable keys of actions only, and none twice', () => {
    fc.assert(
      fc.property(anyStored, (stored) => {
        const bindings = bindingsOf(stored);
        const keys = [...bindings.values()];
        expect(keys.filter((combo) => !isUsable(combo))).toEqual([]);
        expect(new Set(keys).size).toBe(keys.length);
        expect([...bindings.keys()].filter((id) => !IDS.includes(id))).toEqual([]);
        for (const id of IDS) {
          const chosen = Object.hasOwn(stored, id) ? stored[id] : undefined;
          const isChosen = typeof chosen === 'string' && isUsable(chosen);
          if (chosen === null) expect(bindings.has(id)).toBe(false);
          // Who does not have the chosen key has lost it to an earlier action for which it was chosen too.
          if (isChosen && bindings.get(id) !== chosen) {
            const winner = IDS.find((other) => stored[other] === chosen);
            expect([winner === id, bindings.get(winner ?? id)]).toEqual([false, chosen]);
          }
        }
        expect(bindingsOf(stored)).toEqual(bindings);
      }),
    );
  });
});

describe('isUsable', () => {
  it.each([
    'Mod+K',
    'Mod+Shift+K',
    'Alt+N',
    'Alt+Shift+ArrowUp',
    'Alt+1',
    'Mod+.',
    '?',
    '/',
    '€',
    'Mod+F2',
    'Alt+PageUp',
  ])('takes %s', (keys) => {
    expect(isUsable(keys)).toBe(true);
  });

  it.each([
    'K',
    'k',
    '1',
    'Mod+k',
    'Shift+K',
    'Mod',
    'Alt+',
    'Mod+Alt+K',
    'Mod+é',
    'Enter',
    'Mod+Enter',
    'Alt+Tab',
    'F2',
  ])('does not take %s', (keys) => {
    expect(isUsable(keys)).toBe(false);
  });

  it.each([
    'Mod+T',
    'Mod+Shift+T',
    'Mod+C',
    'Mod+Shift+Z',
    'Mod+1',
    'Mod+ArrowLeft',
    'Alt+Home',
    'Alt+F4',
    'Mod++',
    '+',
  ])('leaves %s to others', (keys) => {
    expect([isUsable(keys), isReserved(keys)]).toEqual([false, true]);
  });
});
