import type { Page } from '@playwright/test';
import { openSession, setUpProvider } from '../../../scripts/browser/drive-panel.ts';
import type { Journey } from './journey.ts';
import { TIDE_TABLE } from './talks.ts';
import { writeBranches } from './write-branches.ts';
import { writeSession } from './write-session.ts';

const TITLE = 'Where to keep the tide table';
const ALONE = 'Letter to the landlord';

/** A conversation that went several ways. */
export const branches: Journey = {
  name: 'Branches',
  states: {
    versions: 'A reply that was asked for again, and a question that was edited: each has its versions.',
    'branch-edit': 'A question is being edited, in a branch of its own.',
    branches: 'All branches as a tree, with what can be done with the one that is chosen.',
    'branch-rename': 'A branch gets a name.',
    'branches-compare': 'Two of them from where they part on, word by word.',
    'branches-none': 'A session without branches.',
  },

  async walk({ profile, server }, visit) {
    const lastMs = Date.now() - 20 * 60_000;
    writeSession(profile.database, { title: ALONE, texts: ['Begin it kindly.', 'Dear Ms Holm,'], lastMs, apartMs: 0 });
    writeSession(profile.database, { title: TITLE, texts: TIDE_TABLE.slice(0, 4), lastMs, apartMs: 60_000 });
    writeBranches(profile.database, TITLE, [
      { of: TITLE, at: 1, name: 'retry', texts: [SHORTER] },
      {
        of: 'retry',
        at: 1,
        name: 'shorter still',
        texts: ['In SQLite.', 'Why?', 'One file, and a reader never sees half of a table.'],
      },
      { of: TITLE, at: 2, name: 'edit', texts: ['And how small may it be kept?', SMALL] },
      {
        of: TITLE,
        at: 4,
        name: 'with an index',
        texts: ['Show me the index.', '`CREATE INDEX tides_by_moment ON tides (moment)`'],
      },
    ]);
    profile.registerHost();
    const panel = await (await profile.launch()).openPanel();
    await setUpProvider(panel, server);
    await openSession(panel, TITLE);
    await visit(panel, 'versions', () =>
      panel.getByRole('group', { name: 'Versions of this message' }).nth(1).waitFor(),
    );

    const edit = panel.getByRole('button', { name: 'Edit question' }).last();
    await edit.focus();
    await edit.press('Enter');
    await visit(panel, 'branch-edit', () => panel.getByText('The original stays.').waitFor());
    await panel.keyboard.press('Escape');
    await panel.getByText('Moved to the trash').waitFor();
    await panel.getByRole('button', { name: 'Dismiss' }).click();

    await panel.keyboard.press('Alt+b');
    await visit(panel, 'branches', () => tree(panel).waitFor());
    await visit(panel, 'branch-rename', async () => {
      const field = panel.getByRole('textbox', { name: 'Branch name' });
      if (await field.isVisible()) return;
      await tree(panel).getByRole('treeitem', { name: 'In SQLite.' }).click();
      await panel.keyboard.press('F2');
      await field.waitFor();
    });
    await panel.keyboard.press('Escape');
    await tree(panel).getByRole('treeitem').nth(1).click();
    await panel.getByRole('button', { name: 'Compare' }).click();
    await visit(panel, 'branches-compare', () => panel.locator('.compared ins').first().waitFor());

    await panel.keyboard.press('Escape');
    await panel.keyboard.press('Escape');
    await openSession(panel, ALONE);
    await panel.keyboard.press('Alt+b');
    await visit(panel, 'branches-none', () => panel.getByText('No branches yet').waitFor());
  },
};

const SHORTER =
  'In SQLite, once it is written while somebody else reads it.\n\n- One file and one backup.\n- Nobody ever sees half a table.\n- `WAL` lets both of them go on.';

const SMALL = 'About 30 bytes a row: the station as a number, the moment as seconds, and the height in centimetres.';

function tree(panel: Page) {
  return panel.getByRole('tree', { name: 'Branches' });
}
