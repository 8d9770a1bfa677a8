import type { Page } from '@playwright/test';
import { openSession, setUpProvider } from '../../../scripts/browser/drive-panel.ts';
import { carryAway, dragOver, dropFiles } from '../browser/drop-file.ts';
import type { Journey } from './journey.ts';
import { TITLES } from './talks.ts';
import { changeStore, downloadsOf, exportedBy, importDialog, writeTalks } from './transfer.ts';

/** A session leaves the panel as a file, and a file comes back into it. */
export const panelTransfer: Journey = {
  name: 'Export and import in the panel',
  states: {
    'session-export': 'How a session is to be written.',
    'session-exported': 'Where its file is.',
    'drop-place': 'A file is held over the panel.',
    'panel-import-asked': 'What it holds, how much of it is here already, and what shall become of that.',
    'panel-import-done': 'What came of it.',
    'panel-import-settings': 'A file of settings, some of which cannot be taken.',
    'panel-import': 'The way in for whoever has no mouse; and two files at once.',
  },

  async walk(setting, visit) {
    const { profile, server } = setting;
    writeTalks(setting);
    profile.registerHost({ environment: { HOLDFAST_DOWNLOADS: downloadsOf(setting) } });
    const panel = await (await profile.launch()).openPanel();
    await setUpProvider(panel, server);
    await openSession(panel, TITLES[0] ?? '');
    const dialog = panel.getByRole('dialog', { name: 'Export the session' });
    await chooseExport(panel);
    await dialog.getByRole('radio', { name: 'Bundle' }).check();
    await visit(panel, 'session-export', () => dialog.waitFor());
    await visit(panel, 'session-exported', async () => {
      const notice = panel.getByText(/ is in \//);
      // It goes by itself, sooner than a slow machine looks at it in every width.
      if (await notice.isVisible()) return;
      if (!(await dialog.isVisible())) await chooseExport(panel);
      await dialog.getByRole('button', { name: 'Export' }).click();
      await notice.waitFor();
    });

    const bundle = exportedBy(setting);
    changeStore(profile.database);
    await visit(panel, 'drop-place', async () => {
      await dragOver(panel, bundle);
      await panel.getByText('Drop to import').waitFor();
    });
    await carryAway(panel);
    await dropFiles(panel, bundle);
    const go = importDialog(panel).getByRole('button', { name: 'Import', exact: true });
    await visit(panel, 'panel-import-asked', () => go.waitFor());
    await importDialog(panel).getByRole('radio', { name: 'Replace what is here' }).check();
    await go.click();
    await visit(panel, 'panel-import-done', () => panel.getByText(/was imported\.$/).waitFor());
    await importDialog(panel).getByRole('button', { name: 'Done' }).click();
    const values = { 'sidepanel.theme': 'dark', 'sidepanel.unheard': 1, 'sidepanel.auth.token': 'secret' };
    const settings = JSON.stringify({ format: 'holdfast-settings', version: 1, values });
    await dropFiles(panel, { name: 'holdfast-settings.json', bytes: Buffer.from(settings) });
    await visit(panel, 'panel-import-settings', () => panel.getByRole('button', { name: 'Apply' }).waitFor());
    await panel.getByRole('button', { name: 'Cancel' }).click();
    await dropFiles(panel, bundle, bundle);
    await visit(panel, 'panel-import', () => panel.getByText('one at a time').waitFor());
  },
};

async function chooseExport(panel: Page): Promise<void> {
  await panel.keyboard.press('Control+k');
  await panel.keyboard.type('Export this session');
  await panel.keyboard.press('Enter');
}
