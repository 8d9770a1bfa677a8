import * as v from 'valibot';
import type { MirroredPreferences } from '../protocol/shapes.ts';
import { formatTimestamp } from '../protocol/timestamp.ts';
import type { Preferences } from './preferences.ts';
import { isMirrored, isPreferenceKey, PREFERENCES, type Preference, type PreferenceKey } from './schema.ts';

const REVISION = 'sidepanel.revision';

/** Notes that a key was changed now. Its time only ever grows, also when the clock is set back. */
export function noteChange(preferences: Preferences, key: PreferenceKey, nowMs: number): void {
  const revision = preferences.get(REVISION);
  const before = revision[key];
  const ms = before === undefined ? nowMs : Math.max(nowMs, Date.parse(before) + 1);
  preferences.set(REVISION, { ...revision, [key]: formatTimestamp(ms) });
}

/** Every key that the store keeps too and that was ever changed here, with its value; null = it was removed. */
export function mirroredValues(preferences: Preferences): MirroredPreferences {
  const changed = Object.entries(preferences.get(REVISION)).filter(([key]) => isPreferenceKey(key) && isMirrored(key));
  return Object.fromEntries(
    changed.map(([key, updatedAt]) => [key, { value: preferences.peek(key as PreferenceKey) ?? null, updatedAt }]),
  );
}

/**
 * Takes what the store has of this profile and is newer; a value that this version cannot read stays where it is. Returns
 * whether something here is newer than what the store has.
 */
export function reconcile(preferences: Preferences, stored: MirroredPreferences): boolean {
  noteUnnoted(preferences, stored);
  const revision = preferences.get(REVISION);
  const isNewer = (one: string | undefined, other: string | undefined) => one !== undefined && one > (other ?? '');
  for (const [key, { value, updatedAt }] of Object.entries(stored)) {
    if (!isPreferenceKey(key) || !isMirrored(key) || !isNewer(updatedAt, revision[key])) continue;
    if (take(preferences, key, value)) preferences.set(REVISION, { ...preferences.get(REVISION), [key]: updatedAt });
  }
  return Object.entries(revision).some(([key, at]) => isNewer(at, stored[key]?.updatedAt));
}

/** What was set by a version that noted no times is as old as can be: kept by the store, unless that has a value. */
function noteUnnoted(preferences: Preferences, stored: MirroredPreferences): void {
  for (const key of Object.keys(PREFERENCES) as PreferenceKey[]) {
    const isNoted = preferences.get(REVISION)[key] !== undefined || stored[key] !== undefined;
    if (!isNoted && isMirrored(key) && preferences.peek(key) !== undefined) noteChange(preferences, key, 0);
  }
}

function take<K extends PreferenceKey>(preferences: Preferences, key: K, value: unknown): boolean {
  if (value === null) {
    preferences.remove(key, 'store');
    return true;
  }
  const parsed = v.safeParse(PREFERENCES[key].schema, value);
  if (parsed.success) preferences.set(key, parsed.output as Preference<K>, 'store');
  return parsed.success;
}
