import { createModel, signal } from '@preact/signals';
import type { Preferences } from '../../../lib/preferences/preferences.ts';
import { PREFERENCES, type PreferenceKey } from '../../../lib/preferences/schema.ts';
import { keepKeysWithServers } from '../../../lib/preferences/transfer.ts';
import type { NoticeModel } from '../../sidepanel/models/notice-model.ts';
import { rememberValues } from './remember-values.ts';

const SETTINGS = 'sidepanel.settings';
const KEYS = Object.keys(PREFERENCES) as PreferenceKey[];
const SECRETS = KEYS.filter((key) => PREFERENCES[key].export === 'secret');
/** Not what tells of this browser's own store: which sessions have replies that nobody saw is no setting. */
const CHOSEN = KEYS.filter((key) => PREFERENCES[key].export === 'always');

/** All settings as they are in a new profile. */
export const ResetModel = createModel((preferences: Preferences, notices: NoticeModel) => {
  /** Whether the keys of model servers go too. */
  const includesKeys = signal(false);

  function reset(): void {
    // What is broken is moved away first: it cannot be remembered as a value.
    for (const key of KEYS) preferences.get(key);
    const putBack = rememberValues(preferences, [...SECRETS, ...CHOSEN]);
    const gone = includesKeys.peek() ? [...SECRETS, ...CHOSEN] : CHOSEN;
    const kept = includesKeys.peek() ? { ok: true } : keepKeys();
    const results = kept.ok ? gone.map((key) => preferences.remove(key)) : [kept];
    if (results.every(({ ok }) => ok)) {
      notices.show({
        text: 'All settings are back to their defaults.',
        action: { label: 'Undo', run: () => undo(putBack) },
      });
    } else notices.show({ text: 'The browser does not let Holdfast change its settings.' });
  }

  /** The key of the server that is given up waits among those of other servers; the first server is not sent it. */
  function keepKeys() {
    const first = { key: SETTINGS, before: preferences.peek(SETTINGS), after: PREFERENCES[SETTINGS].fallback } as const;
    const changes = keepKeysWithServers([first], preferences.peek);
    return preferences.importAll(changes.filter(({ key }) => SECRETS.includes(key)));
  }

  function undo(putBack: ReturnType<typeof rememberValues>): void {
    const { ok } = putBack();
    notices.show({ text: ok ? 'Everything is back as it was.' : 'The browser had no room to put it back.' });
  }

  return { includesKeys, reset };
});
export type ResetModel = InstanceType<typeof ResetModel>;
