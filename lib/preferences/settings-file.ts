import { PREFERENCES, type PreferenceKey } from './schema.ts';

/** What a file of settings starts with, so that another file is told from a broken one. */
export const FORMAT = 'holdfast-settings';
export const VERSION = 1;

/** The stored value of a key; undefined when there is none or it is broken. */
export type Peek = (key: PreferenceKey) => unknown;

/** The text of a file of settings. */
export function toFile(peek: Peek, includesSecrets: boolean, exportedAt: string): string {
  const taken = (Object.keys(PREFERENCES) as PreferenceKey[]).filter((key) => isTaken(key, includesSecrets));
  const values = Object.fromEntries(taken.map((key) => [key, peek(key)]));
  return `${JSON.stringify({ format: FORMAT, version: VERSION, exportedAt, values }, null, 2)}\n`;
}

/** Whether such a file has the key, or is listened to about it. */
export function isTaken(key: PreferenceKey, includesSecrets: boolean): boolean {
  const kind = PREFERENCES[key].export;
  return kind === 'always' || (kind === 'secret' && includesSecrets);
}
