import { dirname } from 'node:path';
import { setUpProvider } from '../browser/drive-panel.ts';
import { launchBrowser } from '../browser/launch-browser.ts';
import type { DemoSetting } from './demo-setting.ts';

/** Opens the browser with the real side panel, ready to type; resolves when it is closed or on Ctrl+C. */
export async function openDemo({ launch, database, provider }: DemoSetting): Promise<void> {
  const browser = await launchBrowser({ ...launch, headed: true });
  const closed = new Promise((resolve) => browser.context.once('close', resolve));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => browser.close());

  const panel = await browser.openPanel();
  await setUpProvider(panel, provider);
  await panel.getByRole('textbox', { name: 'Message' }).click();
  console.log(`
The side panel is open. Things to try:
  - type a question and press Enter; "Saved" means that it is ${database ? 'in the SQLite file' : 'on the disk'}
  - choose the model ${provider.slowModel || 'you like'}, ask, and kill the browser in the middle of the reply; run npm start again
  - press Ctrl+Shift+Y, or the button in the toolbar, to close and open the panel

${whereItIs(database, launch.userDataFolder)}
Close the browser or press Ctrl+C to end.`);
  await closed;
}

function whereItIs(database: string | undefined, userDataFolder: string): string {
  if (database === undefined) return `Everything is kept in the browser profile ${userDataFolder}`;
  return `Everything is kept in ${database}
What it holds: HOLDFAST_HOME='${dirname(database)}' npm run host -- stats`;
}
