import { setUpProvider } from '../../../scripts/browser/drive-panel.ts';
import { openOptions } from '../browser/open-options.ts';
import type { Journey } from './journey.ts';
import { writeTalk } from './open-talk.ts';
import { setLastSeen, writeOldRows } from './write-old-rows.ts';

const YEAR_MS = 365 * 24 * 3600 * 1000;

/** What is removed when it is old. */
export const retention: Journey = {
  name: 'Retention',
  widths: [320, 1100],
  states: {
    retention: 'The rules, what the next sweep removes, what earlier ones did.',
    'retention-wrong-days': 'A number of days that cannot hold, and a rule that is off.',
    'retention-asked': 'Before a sweep by hand: what exactly is removed.',
    'retention-swept': 'After it.',
    'retention-refused': 'A clock that may be wrong: nothing is removed until somebody says that it is right.',
  },

  async walk(setting, visit) {
    const { profile, server } = setting;
    writeTalk(setting);
    writeOldRows(profile.database, Date.now());
    profile.registerHost();
    const browser = await profile.launch();
    await setUpProvider(await browser.openPanel(), server);
    const page = await openOptions(browser, 'retention');
    const days = page.getByRole('spinbutton').first();
    await visit(page, 'retention', () => page.getByRole('list', { name: 'Sweeps' }).waitFor());
    await page.getByRole('switch', { name: 'Empty the trash' }).uncheck();
    await days.fill('0');
    await days.press('Enter');
    await visit(page, 'retention-wrong-days', () => page.getByText('enter a whole number of days').waitFor());
    await page.getByRole('switch', { name: 'Empty the trash' }).check();
    await days.fill('30');
    await days.press('Enter');
    await page.getByRole('button', { name: 'Sweep now' }).click();
    const question = page.getByRole('region', { name: 'This will be removed for good' });
    await visit(page, 'retention-asked', () => question.waitFor());
    await question.getByRole('button', { name: 'Remove it' }).click();
    await visit(page, 'retention-swept', () => page.getByText(/^Removed: /).waitFor());
    await browser.close();

    setLastSeen(profile.database, Date.now() + YEAR_MS);
    const later = await openOptions(await profile.launch(), 'retention');
    await visit(later, 'retention-refused', () =>
      later.getByRole('button', { name: 'The clock is right: clean up' }).waitFor(),
    );
  },
};
