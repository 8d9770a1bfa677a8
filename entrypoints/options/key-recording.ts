import { isReserved, isUsable } from '../sidepanel/key-bindings.ts';
import { type KeyCombo, type KeyPress, keyWords } from '../sidepanel/key-combo.ts';

/** What a person did to the keyboard while a combination is recorded. */
export type RecordedPress =
  | { readonly kind: 'combo'; readonly keys: KeyCombo }
  /** Modifiers are down, and a key is to follow. */
  | { readonly kind: 'held'; readonly modifiers: string }
  /** No action can have this; why, for the person. */
  | { readonly kind: 'unusable'; readonly why: string }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'remove' }
  /** The focus goes on. */
  | { readonly kind: 'leave' };

/** Reads a `keydown`. A combination that it gives is pressed by the same event, as `isPressed` has it. */
export function readPress(press: KeyPress, isMac: boolean): RecordedPress {
  const hasModifier = press.ctrlKey || press.metaKey || press.altKey;
  if (!hasModifier && press.key === 'Escape') return { kind: 'cancel' };
  if (!hasModifier && press.key === 'Tab') return { kind: 'leave' };
  if (!hasModifier && (press.key === 'Backspace' || press.key === 'Delete')) return { kind: 'remove' };
  if (MODIFIER_KEYS.has(press.key)) return { kind: 'held', modifiers: heldWords(press, isMac) };
  const modifier = modifierOf(press, isMac);
  if (modifier === undefined) return { kind: 'unusable', why: wrongModifiers(isMac) };
  const keys = [...modifier, ...shiftOf(press), keyOf(press)].join('+');
  if (isUsable(keys)) return { kind: 'combo', keys };
  return { kind: 'unusable', why: whyNot(keys, modifier.length > 0, isMac) };
}

const MODIFIER_KEYS: ReadonlySet<string> = new Set(['Shift', 'Control', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'Fn']);

/** Mod or Alt or neither; undefined = something else, such as AltGr. */
function modifierOf({ ctrlKey, metaKey, altKey }: KeyPress, isMac: boolean): readonly string[] | undefined {
  if (!ctrlKey && !metaKey && !altKey) return [];
  const [mod, alt] = isMac ? [metaKey, ctrlKey && altKey] : [ctrlKey, altKey];
  const isPlain = isMac ? mod !== alt && (alt || !(ctrlKey || altKey)) : mod !== alt && !metaKey;
  return isPlain ? [mod ? 'Mod' : 'Alt'] : undefined;
}

/** A sign needs Shift on some keyboards and not on others, so it never says so. */
function shiftOf(press: KeyPress): readonly string[] {
  return press.shiftKey && (keyOf(press).length > 1 || /[A-Z]/.test(keyOf(press))) ? ['Shift'] : [];
}

/** With other alphabets, and with Alt on a Mac, the letter that is printed on the same key elsewhere. */
function keyOf({ key, code }: KeyPress): string {
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  return /^Key([A-Z])$/.exec(code)?.[1] ?? key;
}

function heldWords(press: KeyPress, isMac: boolean): string {
  const held = isMac
    ? [press.ctrlKey && '⌃', press.altKey && '⌥', press.shiftKey && '⇧', press.metaKey && '⌘']
    : [press.ctrlKey && 'Ctrl', press.altKey && 'Alt', press.shiftKey && 'Shift', press.metaKey && 'Meta'];
  return held.filter((name) => name !== false).join(isMac ? '' : '+');
}

function wrongModifiers(isMac: boolean): string {
  return isMac
    ? 'Hold ⌘, or ⌃ and ⌥ together, which type nothing.'
    : 'Hold Ctrl or Alt, not both: on many keyboards both together type symbols.';
}

function whyNot(keys: KeyCombo, hasModifier: boolean, isMac: boolean): string {
  if (isReserved(keys)) return `${keyWords(keys, isMac)} is needed by the browser or for typing.`;
  if (!hasModifier)
    return `Only a symbol such as ? can be used alone. Hold ${isMac ? '⌘, or ⌃ and ⌥,' : 'Ctrl or Alt'} with it.`;
  return 'That key cannot be used. Letters, digits, symbols, arrows and F1 to F12 can.';
}

/** Whether Chrome's words for a shortcut (`Ctrl+Shift+Y`, on a Mac `⇧⌘Y`) mean this combination. */
export function isShortcut(shortcut: string, keys: KeyCombo, isMac: boolean): boolean {
  return parts(shortcut, isMac) === parts(keyWords(keys, isMac), isMac);
}

function parts(words: string, isMac: boolean): string {
  return words
    .split(isMac ? '' : '+')
    .toSorted()
    .join(' ');
}
