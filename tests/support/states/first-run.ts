import { messageField, setUpProvider } from '../../../scripts/browser/drive-panel.ts';
import type { Journey } from './journey.ts';
import { openList, showShelf } from './places.ts';

const KEY = 'the-right-key';

/** From the first click on the toolbar button to the first question; there is no host. */
export const firstRun: Journey = {
  name: 'The first run',
  states: {
    'choose-server': 'Nothing is set up yet: who is to answer.',
    'key-refused': 'The server does not accept the key.',
    'server-unreachable': 'Nobody answers at that address.',
    'models-loaded': 'The server answers: its models, ready to be saved.',
    'new-session': 'Everything is set up, nothing has been asked.',
    'no-sessions': 'The list before the first question.',
    'nothing-archived': 'The archive while nothing is in it.',
    'trash-empty': 'The trash while nothing is in it.',
  },
  isServerAllowed: true,
  server: { requireKey: KEY, keyForModels: true },

  async walk({ profile, server }, visit) {
    const panel = await (await profile.launch()).openPanel();
    const heading = panel.getByRole('heading', { name: 'Choose a model server' });
    await visit(panel, 'choose-server', () => heading.waitFor());

    const load = panel.getByRole('button', { name: 'Load models' });
    await panel.getByRole('textbox', { name: 'Base URL' }).fill(server.baseUrl);
    await panel.getByRole('textbox', { name: 'API key' }).fill('not-the-right-key');
    await load.click();
    await visit(panel, 'key-refused', () => panel.getByText('The key was refused').waitFor());
    await panel.getByRole('textbox', { name: 'Base URL' }).fill('https://models.example.invalid/v1');
    await load.click();
    await visit(panel, 'server-unreachable', () => panel.getByText('does not answer').waitFor());
    await panel.getByRole('textbox', { name: 'Base URL' }).fill(server.baseUrl);
    await panel.getByRole('textbox', { name: 'API key' }).fill(KEY);
    await load.click();
    await visit(panel, 'models-loaded', () => panel.getByText(/^\d+ models$/).waitFor());

    await setUpProvider(panel, { ...server, apiKey: KEY });
    await panel.getByRole('button', { name: 'Got it' }).click();
    await visit(panel, 'new-session', () => messageField(panel).waitFor());
    await visit(panel, 'no-sessions', async () => {
      await openList(panel);
      await panel.getByText('No sessions yet.').waitFor();
    });
    await visit(panel, 'nothing-archived', async () => {
      await showShelf(panel, 'Archived');
      await panel.getByText('No archived sessions.').waitFor();
    });
    await visit(panel, 'trash-empty', async () => {
      await showShelf(panel, 'Trash');
      await panel.getByText('The trash is empty.').waitFor();
    });
  },
};
