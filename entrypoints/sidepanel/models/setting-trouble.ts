import type { PreferenceTrouble } from '../../../lib/preferences/preferences.ts';
import type { PreferenceKey } from '../../../lib/preferences/schema.ts';
import type { NoticeModel } from './notice-model.ts';

/** What is remembered by the way. Nobody chose it, so nobody has to hear that it is not. */
const BY_THE_WAY = /^sidepanel\.(ui|revision|crash\..*|recent\..*|unread\..*|awaited\..*)$/;

const WHY = {
  quota: 'The browser has no room left for settings.',
  unavailable: 'The browser does not let Holdfast store settings.',
} as const;

/** Tells a person what went wrong with a setting. */
export function tellTrouble(trouble: PreferenceTrouble, notices: Pick<NoticeModel, 'show'>): void {
  if (trouble.kind === 'quarantined') {
    notices.show({ text: 'A setting could not be read and was set aside. See Advanced in the options.' });
  } else if (isChosen(trouble.key)) {
    notices.show({ text: `${WHY[trouble.reason]} ${WHERE[isSecret(trouble.key) ? 'nowhere' : 'host']}` });
  }
}

const WHERE = {
  host: 'This change is kept with your sessions instead.',
  nowhere: 'The key was not saved.',
} as const;

function isChosen(key: PreferenceKey): boolean {
  return !BY_THE_WAY.test(key);
}

function isSecret(key: PreferenceKey): boolean {
  return key.startsWith('sidepanel.auth.');
}
