import { setUpProvider } from '../../../scripts/browser/drive-panel.ts';
import { createProfile } from '../browser/profile.ts';
import type { Journey } from './journey.ts';

/** A new browser profile on a host that has kept the settings of another one. */
export const returned: Journey = {
  name: 'After a reinstall',
  states: {
    'kept-settings': 'The host has kept the settings of before: they are offered.',
    'kept-settings-shown': 'The same, with what would change.',
    'kept-settings-used': 'They hold; the key is still to be given.',
  },

  async walk({ profile, server }, visit) {
    profile.registerHost();
    const before = await (await profile.launch()).openPanel();
    await setUpProvider(before, { ...server, apiKey: 'a-key' });
    // By then the host has them.
    await before.waitForTimeout(1000);

    const fresh = createProfile({ home: profile.home });
    try {
      fresh.registerHost();
      const panel = await (await fresh.launch()).openPanel();
      const use = panel.getByRole('button', { name: 'Use the settings kept by your host' });
      await visit(panel, 'kept-settings', () => use.waitFor());
      await panel.getByText('What would change').click();
      await visit(panel, 'kept-settings-shown', () => panel.locator('.setting-changes').waitFor());
      await use.click();
      await visit(panel, 'kept-settings-used', () => panel.getByRole('heading', { name: 'Model server' }).waitFor());
    } finally {
      await fresh.dispose();
    }
  },
};
