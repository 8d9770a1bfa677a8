import { dirname } from 'node:path';
import { RPC_ERROR } from '../../../lib/protocol/errors.ts';
import { openSession, setUpProvider } from '../../../scripts/browser/drive-panel.ts';
import { runningHost } from '../browser/host-process.ts';
import { importInto } from '../import-into.ts';
import { writeWorkSession } from '../work-session.ts';
import type { Journey } from './journey.ts';
import { FAILURE, registerRefusing } from './refusing-host.ts';

const READS = ['file-changes/list', 'proofs/list'];
const UNKNOWN = { code: RPC_ERROR.methodNotFound, message: 'There is no such method.' };

/** Why file changes and proofs are not there. */
export const workUnread: Journey = {
  name: 'File changes and proofs that cannot be read',
  states: {
    'file-changes-failed': 'They could not be read.',
    'proofs-failed': 'The same of proofs.',
    'file-changes-unknown': 'A host of before there were any.',
    'proofs-unknown': 'The same of proofs.',
    'file-changes-away': 'There is no host to ask.',
    'proofs-away': 'The same of proofs.',
  },

  async walk({ profile, server }, visit) {
    await importInto(profile.database, [writeWorkSession(dirname(profile.database))]);
    registerRefusing(profile, READS, FAILURE);
    const browser = await profile.launch();
    const panel = await browser.openPanel();
    await setUpProvider(panel, server);
    await openSession(panel, 'Sort and prove');
    const both = async (state: string, words: string) => {
      for (const [view, name] of [
        ['File changes', 'file-changes'],
        ['Proofs', 'proofs'],
      ] as const) {
        await panel.keyboard.press('Control+k');
        await panel.keyboard.type(view);
        await panel.keyboard.press('Enter');
        await visit(panel, `${name}-${state}`, () =>
          panel.getByRole('region', { name: view }).getByText(words).waitFor(),
        );
        await panel.keyboard.press('Escape');
      }
    };
    const endHost = () => process.kill(runningHost(browser.pid()), 'SIGKILL');

    await both('failed', 'Reading failed');
    registerRefusing(profile, READS, UNKNOWN);
    endHost();
    await both('unknown', 'Update the host.');
    profile.unregisterHost();
    endHost();
    await panel.locator('.banner').waitFor();
    await both('away', 'when the store is back');
  },
};
