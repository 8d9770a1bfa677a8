import { createModel } from '@preact/signals';
import type { Preferences } from '../../../lib/preferences/preferences.ts';
import { MAX_RECORDED_SESSIONS } from '../../../lib/preferences/schema.ts';
import { preferenceSignal } from './preference-signal.ts';

const KEY = 'sidepanel.recordings.auto';

/** Which sessions are recorded by themselves, the newest choice first. */
export const RecordedSessionsModel = createModel((preferences: Preferences) => {
  const ids = preferenceSignal(preferences, KEY);

  function set(id: string, isRecorded: boolean): void {
    const others = preferences.get(KEY).filter((other) => other !== id);
    preferences.set(KEY, isRecorded ? [id, ...others].slice(0, MAX_RECORDED_SESSIONS) : others);
  }

  return { ids, set };
});
export type RecordedSessionsModel = InstanceType<typeof RecordedSessionsModel>;
