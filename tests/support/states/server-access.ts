import type { Page } from '@playwright/test';
import { messageField } from '../../../scripts/browser/drive-panel.ts';
import type { Journey } from './journey.ts';

/** Without a host the extension talks to the model server itself, if it may; no test can click what the browser asks. */
export const serverAccess: Journey = {
  name: 'Leave to talk to a model server',
  states: {
    'server-not-asked': 'Why the browser is going to ask, before it does.',
    'server-refused': 'It was asked, and said no: what that means, and the way to ask again.',
    'server-elsewhere': 'A server that the extension can never talk to.',
    'server-barred': 'A server that was set up while there was a host: it is told before anything is asked.',
  },

  async walk({ profile, server }, visit) {
    const panel = await (await profile.launch()).openPanel();
    await panel.addInitScript('(globalThis.browser ?? chrome).permissions.request = async () => false');
    await panel.reload();
    const address = panel.getByRole('textbox', { name: 'Base URL' });
    await address.fill('https://api.venice.ai/api/v1');
    await visit(panel, 'server-not-asked', () => panel.getByText('talks to api.venice.ai itself').waitFor());
    await panel.getByRole('button', { name: 'Load models' }).click();
    await visit(panel, 'server-refused', () => panel.getByRole('button', { name: 'Allow api.venice.ai' }).waitFor());
    await address.fill('http://192.168.1.20:11434/v1');
    await visit(panel, 'server-elsewhere', () => panel.getByText('https addresses and to servers on this').waitFor());
    await chooseServer(panel, server.baseUrl);
    await panel.reload();
    await visit(panel, 'server-barred', async () => {
      await panel.getByRole('button', { name: /^Allow 127/ }).waitFor();
      await messageField(panel).waitFor();
    });
  },
};

/** As it was chosen while there was a host. */
async function chooseServer(panel: Page, baseUrl: string): Promise<void> {
  const settings = { version: 1, defaultModel: 'demo', provider: { baseUrl } };
  await panel.evaluate(`localStorage.setItem('sidepanel.settings', ${JSON.stringify(JSON.stringify(settings))})`);
}
