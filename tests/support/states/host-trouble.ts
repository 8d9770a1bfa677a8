import { join } from 'node:path';
import { messageField, saveStatus, send, setUpProvider } from '../../../scripts/browser/drive-panel.ts';
import { copyBrokenHost } from '../broken-host.ts';
import type { Journey } from './journey.ts';

/** The host is installed, but half of it is missing. */
export const hostTrouble: Journey = {
  name: 'A host that cannot start',
  states: {
    'host-stopped': 'What says why, and that nothing is lost meanwhile.',
    'host-runs-again': 'When it was put right: why it could not start, and what was asked meanwhile is answered.',
  },

  async walk({ profile, server }, visit) {
    profile.registerHost();
    const first = await profile.launch();
    await setUpProvider(await first.openPanel(), server);
    await first.close();

    profile.registerHost({ program: copyBrokenHost(join(profile.home, '..', 'broken-host')) });
    const panel = await (await profile.launch()).openPanel();
    await visit(panel, 'host-stopped', () =>
      panel.getByRole('button', { name: 'Use a store in this browser for now' }).waitFor(),
    );
    await messageField(panel).waitFor();
    await send(panel, 'Is anybody there?');
    await saveStatus(panel).getByText('Queued').waitFor();
    profile.registerHost();
    await panel.getByRole('button', { name: 'Copy reply' }).waitFor();
    await visit(panel, 'host-runs-again', () => panel.getByText('The host could not start').waitFor());
  },
};
