/**
 * A key with its modifiers, such as `Mod+K`, `Alt+N` or `?`. On a Mac `Mod` is ⌘ and `Alt` is ⌃⌥, since ⌥ alone types letters
 * (ß, ñ, ç) and moves by words; elsewhere they are Ctrl and Alt. AltGr is neither: it comes as Ctrl and Alt, or as none.
 */
export type KeyCombo = string;

/** The part of a keyboard event that tells which keys are down. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const MAC_SIGNS: Readonly<Record<string, string>> = { Mod: '⌘', Alt: '⌃⌥', Shift: '⇧', Enter: '↩' };
const OTHER_SIGNS: Readonly<Record<string, string>> = { Mod: 'Ctrl' };
const ARROWS: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc' };

/** Whether exactly these keys are down. */
export function isPressed(combo: KeyCombo, press: KeyPress, isMac: boolean): boolean {
  const { key, modifiers } = partsOf(combo);
  const [wantsMod, wantsAlt] = [modifiers.includes('Mod'), modifiers.includes('Alt')];
  if (press.metaKey !== (isMac && wantsMod) || press.altKey !== wantsAlt) return false;
  if (press.ctrlKey !== (isMac ? wantsAlt : wantsMod)) return false;
  // A sign such as `?` needs Shift on some keyboards and not on others.
  if (press.shiftKey !== modifiers.includes('Shift') && (/^[A-Z]$/.test(key) || key.length > 1)) return false;
  if (press.key.toLowerCase() === key.toLowerCase()) return true;
  // With Alt a Mac types a sign, and other alphabets have letters of their own on the key. A Latin letter is the one it is,
  // wherever the layout has it.
  return /^[A-Z]$/.test(key) && !/^[a-z]$/i.test(press.key) && press.code === `Key${key}`;
}

/** Whether a key without modifiers would be typed where the focus is. */
export function needsNoField(combo: KeyCombo): boolean {
  return partsOf(combo).modifiers.length === 0;
}

/** What is written on the keys: `⌘K`, `Ctrl+K`. */
export function keyWords(combo: KeyCombo, isMac: boolean): string {
  const { key, modifiers } = partsOf(combo);
  const signs = isMac ? MAC_SIGNS : OTHER_SIGNS;
  return [...modifiers, key].map((part) => signs[part] ?? ARROWS[part] ?? part).join(isMac ? '' : '+');
}

/** The same for a screen reader, as `aria-keyshortcuts` has it. */
export function ariaKeys(combo: KeyCombo, isMac: boolean): string {
  return isMac ? combo.replace('Alt', 'Control+Alt').replace('Mod', 'Meta') : combo.replace('Mod', 'Control');
}

function partsOf(combo: KeyCombo): { key: string; modifiers: readonly string[] } {
  const parts = combo.split('+');
  return { key: parts.at(-1) ?? '', modifiers: parts.slice(0, -1) };
}
