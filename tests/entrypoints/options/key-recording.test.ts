import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isShortcut, readPress } from '../../../entrypoints/options/key-recording.ts';
import { isUsable } from '../../../entrypoints/sidepanel/key-bindings.ts';
import { isPressed, type KeyPress } from '../../../entrypoints/sidepanel/key-combo.ts';

/** `ctrl+alt+k`, with the code that the key has on an American keyboard. */
function press(words: string, fields: Partial<KeyPress> = {}): KeyPress {
  const parts = words.split(' ');
  const key = parts.at(-1) ?? '';
  return {
    key,
    code: /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : key,
    ctrlKey: parts.includes('ctrl'),
    metaKey: parts.includes('meta'),
    altKey: parts.includes('alt'),
    shiftKey: parts.includes('shift'),
    ...fields,
  };
}

const anyPress: fc.Arbitrary<KeyPress> = fc.record({
  key: fc.oneof(
    fc.constantFrom('k', 'K', 'ß', '˜', 'κ', '?', '.', '1', '¡', '+', ' ', 'Enter', 'ArrowUp', 'F5', 'Dead', 'Control'),
    fc.string({ maxLength: 3, unit: 'grapheme' }),
  ),
  code: fc.constantFrom('KeyK', 'KeyN', 'Digit1', 'Slash', 'ArrowUp', 'F5', ''),
  ctrlKey: fc.boolean(),
  metaKey: fc.boolean(),
  altKey: fc.boolean(),
  shiftKey: fc.boolean(),
});

describe('readPress', () => {
  it.each([
    ['Mod+K', press('ctrl k'), false],
    ['Mod+Shift+K', press('ctrl shift K'), false],
    ['Mod+K', press('meta k'), true],
    ['Alt+N', press('alt n'), false],
    ['Alt+N', press('ctrl alt ˜', { code: 'KeyN' }), true],
    ['Alt+N', press('alt т', { code: 'KeyN' }), false],
    ['Alt+Shift+ArrowUp', press('alt shift ArrowUp'), false],
    ['?', press('shift ?', { code: 'Slash' }), false],
    ['Mod+!', press('ctrl shift !', { code: 'Digit1' }), false],
    ['Alt+1', press('alt 1'), false],
  ])('reads %s', (keys, event, isMac) => {
    expect(readPress(event, isMac)).toEqual({ kind: 'combo', keys });
  });

  it('gives only what an action can have, and what the same press would do', () => {
    fc.assert(
      fc.property(anyPress, fc.boolean(), (event, isMac) => {
        const recorded = readPress(event, isMac);
        if (recorded.kind !== 'combo') return;
        expect([isUsable(recorded.keys), isPressed(recorded.keys, event, isMac)]).toEqual([true, true]);
      }),
      { numRuns: 2000 },
    );
  });

  it('lets go, removes and cancels by the keys that do so', () => {
    const kinds = ['Escape', 'Tab', 'shift Tab', 'Backspace', 'Delete'].map(
      (keys) => readPress(press(keys), false).kind,
    );
    expect(kinds).toEqual(['cancel', 'leave', 'leave', 'remove', 'remove']);
  });

  it('tells which modifiers are held', () => {
    expect(readPress(press('ctrl shift Shift'), false)).toEqual({ kind: 'held', modifiers: 'Ctrl+Shift' });
    expect(readPress(press('ctrl alt Alt'), true)).toEqual({ kind: 'held', modifiers: '⌃⌥' });
  });

  it.each([
    ['ctrl c', false, 'Ctrl+C is needed by the browser or for typing.'],
    ['k', false, 'Only a symbol such as ? can be used alone. Hold Ctrl or Alt with it.'],
    ['ctrl alt k', false, 'Hold Ctrl or Alt, not both: on many keyboards both together type symbols.'],
    ['meta k', false, 'Hold Ctrl or Alt, not both: on many keyboards both together type symbols.'],
    ['alt k', true, 'Hold ⌘, or ⌃ and ⌥ together, which type nothing.'],
    ['meta ctrl k', true, 'Hold ⌘, or ⌃ and ⌥ together, which type nothing.'],
    ['alt Enter', false, 'That key cannot be used. Letters, digits, symbols, arrows and F1 to F12 can.'],
  ])('says why %s cannot be used', (keys, isMac, why) => {
    expect(readPress(press(keys), isMac)).toEqual({ kind: 'unusable', why });
  });
});

describe('isShortcut', () => {
  it('knows the words of Chrome, in any order', () => {
    expect(isShortcut('Ctrl+Shift+Y', 'Mod+Shift+Y', false)).toBe(true);
    expect(isShortcut('⇧⌘Y', 'Mod+Shift+Y', true)).toBe(true);
    expect(isShortcut('Ctrl+Y', 'Mod+Shift+Y', false)).toBe(false);
    expect(isShortcut('', 'Mod+Shift+Y', false)).toBe(false);
  });
});
