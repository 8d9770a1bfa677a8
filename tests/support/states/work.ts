import { dirname, join } from 'node:path';
import { openSession, setUpProvider } from '../../../scripts/browser/drive-panel.ts';
import { importInto } from '../import-into.ts';
import { writeWorkSession } from '../work-session.ts';
import type { Journey } from './journey.ts';
import { writeSession } from './write-session.ts';

const RECORDED = join(import.meta.dirname, '../../fixtures/opencode/export.json');

/** What sessions of OpenCode did: to files, and in proofs. */
export const work: Journey = {
  name: 'File changes and proofs',
  states: {
    'file-changes': 'Files that a session changed, and what was done to one of them.',
    'file-changes-split': 'The same beside each other, where there is room.',
    proofs: 'Goals and what Lean said, by place.',
    'proofs-none': 'A session without proofs.',
    'file-changes-none': 'A session that changed nothing.',
  },

  async walk({ profile, server }, visit) {
    await importInto(profile.database, [RECORDED, writeWorkSession(dirname(profile.database))]);
    writeSession(profile.database, {
      title: 'Nothing to change',
      texts: ['Hi', 'Hello'],
      lastMs: Date.now(),
      apartMs: 1,
    });
    profile.registerHost();
    const panel = await (await profile.launch()).openPanel();
    await setUpProvider(panel, server);
    await openSession(panel, 'Sort and prove');
    const open = async (title: string) => {
      await panel.keyboard.press('Control+k');
      await panel.keyboard.type(title);
      await panel.keyboard.press('Enter');
    };
    const changes = panel.getByRole('region', { name: 'File changes' });
    await open('File changes');
    const heads = changes.locator('.work-head');
    await heads.first().click();
    await visit(panel, 'file-changes', () => changes.getByText('Copy', { exact: false }).first().waitFor());
    await visit(panel, 'file-changes-split', async () => {
      const split = changes.getByRole('radio', { name: 'Side by side' });
      if (await split.isVisible()) await split.check();
      await changes.locator('.diff').first().waitFor();
    });
    await open('Proofs');
    const proofs = panel.getByRole('region', { name: 'Proofs' });
    await proofs.locator('.goal').first().waitFor();
    await proofs.getByRole('button', { name: 'The whole file' }).click();
    await proofs.getByRole('button', { name: 'Line 7' }).click();
    await visit(panel, 'proofs', () => proofs.getByText('Seen 3 times').waitFor());
    await openSession(panel, 'Renamed by recorder');
    await open('Proofs');
    await visit(panel, 'proofs-none', () => proofs.getByText('No proofs in this session').waitFor());
    await openSession(panel, 'Nothing to change');
    await open('File changes');
    await visit(panel, 'file-changes-none', () => changes.getByText('No files changed').waitFor());
  },
};
