import { tellOfDamage } from './health.ts';
import type { Journey } from './journey.ts';
import { leaveBackup } from './leave-backup.ts';
import { openTalk, writeTalk } from './open-talk.ts';

/** What the panel says unasked of backups and of the store. */
export const watched: Journey = {
  name: 'What the panel tells of the store',
  states: {
    'store-mended': 'The store was damaged and put right: what was lost, until somebody has read it.',
    'backup-old': 'The last verified backup is old: a mark in the header, with words when it has the focus.',
  },

  async walk(setting, visit) {
    writeTalk(setting);
    leaveBackup(setting.profile, 9);
    tellOfDamage(setting);
    setting.profile.registerHost();
    const { panel } = await openTalk(setting);
    const note = panel.getByText('The store was damaged on');
    await visit(panel, 'store-mended', () => note.waitFor());
    await panel.getByRole('button', { name: 'Dismiss' }).click();
    await note.waitFor({ state: 'hidden' });
    const mark = panel.getByRole('button', { name: 'Open Backups' });
    await visit(panel, 'backup-old', async () => {
      await mark.waitFor();
      await panel.getByRole('textbox', { name: 'Message' }).focus();
      await panel.keyboard.press('Shift+Tab');
      await mark.focus();
      await panel.getByRole('tooltip').waitFor();
    });
  },
};
