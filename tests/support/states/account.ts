import { join } from 'node:path';
import { recordBalance } from '../../../lib/store/balance-history.ts';
import { openDatabase } from '../../../native-host/database.ts';
import { saveStatus, send, setUpProvider } from '../../../scripts/browser/drive-panel.ts';
import { runningHost } from '../browser/host-process.ts';
import type { Journey } from './journey.ts';

const PROGRAM = join(import.meta.dirname, '..', 'programs', 'host-with-venice.ts');
const VENICE = 'https://api.venice.ai/api/v1';
const HOUR_MS = 3_600_000;

/** What the server says of the account; only Venice does. */
export const account: Journey = {
  name: 'The account',
  states: {
    balance: 'What is left at the server.',
    'balance-spent': 'And what the last day cost.',
    'balance-queued': 'Below a longer word of saving.',
  },

  async walk({ profile, server }, visit) {
    profile.registerHost({ program: PROGRAM, environment: { VENICE_URL: server.baseUrl } });
    const browser = await profile.launch();
    const panel = await browser.openPanel();
    await setUpProvider(panel, { baseUrl: VENICE, apiKey: 'a-key' });
    await visit(panel, 'balance', () => panel.getByText('$50.23').waitFor());

    const db = openDatabase(profile.database);
    const yesterday = new Date(Date.now() - 20 * HOUR_MS).toISOString();
    recordBalance(db, { timestamp: yesterday, diem: 100.023, usd: 53.6, source: 'balance' });
    db.close();
    // The balance is asked for again.
    await panel.reload();
    await visit(panel, 'balance-spent', () => panel.getByText('in 24 h').waitFor());

    profile.unregisterHost();
    process.kill(runningHost(browser.pid()), 'SIGKILL');
    await send(panel, 'And what does it cost?');
    await visit(panel, 'balance-queued', () => saveStatus(panel).getByText('No connection to the store').waitFor());
  },
};
