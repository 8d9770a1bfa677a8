import { describe, expect, it } from 'vitest';
import {
  ariaKeys,
  isPressed,
  type KeyPress,
  keyWords,
  needsNoField,
} from '../../../entrypoints/sidepanel/key-combo.ts';

const press = (key: string, fields: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...fields,
});

describe('isPressed', () => {
  it.each([
    ['Mod+K', press('k', { ctrlKey: true }), false],
    ['Mod+K', press('K', { metaKey: true }), true],
    ['Mod+,', press(',', { ctrlKey: true }), false],
    ['Alt+N', press('n', { altKey: true }), false],
    // What a Mac types with Option, and a keyboard whose letters are Greek.
    ['Alt+N', press('˜', { altKey: true, ctrlKey: true, code: 'KeyN' }), true],
    ['Mod+K', press('κ', { ctrlKey: true, code: 'KeyK' }), false],
    ['Alt+ArrowDown', press('ArrowDown', { altKey: true }), false],
    ['?', press('?', { shiftKey: true }), false],
    ['?', press('?'), false],
  ])('%s is pressed', (combo, keys, isMac) => {
    expect(isPressed(combo, keys, isMac)).toBe(true);
  });

  it.each([
    ['Mod+K', press('k'), false],
    ['Mod+K', press('k', { metaKey: true }), false],
    ['Mod+K', press('k', { ctrlKey: true }), true],
    ['Mod+K', press('k', { ctrlKey: true, shiftKey: true }), false],
    ['Mod+K', press('k', { ctrlKey: true, altKey: true }), false],
    // AltGr on Windows, and ñ on a Mac.
    ['Alt+N', press('n', { altKey: true, ctrlKey: true }), false],
    ['Alt+N', press('Dead', { altKey: true, code: 'KeyN' }), true],
    ['Alt+ArrowDown', press('ArrowDown', { altKey: true, shiftKey: true }), false],
    ['?', press('?', { altKey: true }), false],
    ['?', press('/'), false],
    // Dvorak: T stands where others have K.
    ['Mod+K', press('t', { ctrlKey: true, code: 'KeyK' }), false],
  ])('%s is not pressed', (combo, keys, isMac) => {
    expect(isPressed(combo, keys, isMac)).toBe(false);
  });
});

describe('needsNoField', () => {
  it('says it of keys that would be typed', () => {
    expect(['?', 'Mod+K', 'Alt+N'].map(needsNoField)).toEqual([true, false, false]);
  });
});

describe('keyWords', () => {
  it('writes what stands on the keys', () => {
    expect(['Mod+K', 'Alt+ArrowUp', 'Shift+Enter', '?'].map((keys) => keyWords(keys, false))).toEqual([
      'Ctrl+K',
      'Alt+↑',
      'Shift+Enter',
      '?',
    ]);
    expect(['Mod+K', 'Alt+ArrowUp', 'Shift+Enter'].map((keys) => keyWords(keys, true))).toEqual(['⌘K', '⌃⌥↑', '⇧↩']);
  });
});

describe('ariaKeys', () => {
  it('names the keys for screen readers', () => {
    expect(['Mod+Shift+K', 'Alt+N', '/'].map((keys) => ariaKeys(keys, false))).toEqual([
      'Control+Shift+K',
      'Alt+N',
      '/',
    ]);
    expect(['Mod+Shift+K', 'Alt+N', '/'].map((keys) => ariaKeys(keys, true))).toEqual([
      'Meta+Shift+K',
      'Control+Alt+N',
      '/',
    ]);
  });
});
