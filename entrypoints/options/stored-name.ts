import { isPreferenceKey } from '../../lib/preferences/schema.ts';
import { settingName } from '../../lib/preferences/setting-words.ts';

/** What a stored key is called; the key itself where this version knows no name for it. */
export function storedName(key: string): string {
  return isPreferenceKey(key) ? settingName(key) : key;
}
