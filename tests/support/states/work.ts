import { dirname, join } from 'node:path';
import { AppError, RPC_ERROR } from '../../../lib/protocol/errors.ts';
import { type ErrorObject, toErrorObject } from '../../../lib/rpc/rpc-error.ts';
import { openSession, setUpProvider } from '../../../scripts/browser/drive-panel.ts';
import { runningHost } from '../browser/host-process.ts';
import type { Profile } from '../browser/profile.ts';
import { importInto } from '../import-into.ts';
import { writeWorkSession } from '../work-session.ts';
import type { Journey } from './journey.ts';
import { writeSession } from './write-session.ts';

const RECORDED = join(import.meta.dirname, '../../fixtures/opencode/export.json');

const REFUSING = join(import.meta.dirname, '../programs/host-that-refuses.ts');
const FAILURE = toErrorObject(
  new AppError('internal', "Reading failed in a way it should not. The host's log has it under 019a7c21."),
);
const UNKNOWN = { code: RPC_ERROR.methodNotFound, message: 'There is no such method.' };

function registerRefusing(profile: Profile, refusal: ErrorObject): void {
  const environment = { REFUSED: 'file-changes/list,proofs/list', REFUSAL: JSON.stringify(refusal) };
  profile.registerHost({ program: REFUSING, environment });
}

/** What sessions of OpenCode did: to files, and in proofs. */
export const work: Journey = {
  name: 'File changes and proofs',
  states: {
    'file-changes': 'Files that a session changed, and what was done to one of them.',
    'file-changes-split': 'The same beside each other, where there is room.',
    proofs: 'Goals and what Lean said, by place.',
    'proofs-none': 'A session without proofs.',
    'file-changes-none': 'A session that changed nothing.',
    'file-changes-failed': 'They could not be read.',
    'proofs-failed': 'The same of proofs.',
    'file-changes-unknown': 'A host of before there were any.',
    'proofs-unknown': 'The same of proofs.',
    'file-changes-away': 'There is no host to ask.',
    'proofs-away': 'The same of proofs.',
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
    const browser = await profile.launch();
    const panel = await browser.openPanel();
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
    await visit(panel, 'proofs-none', () => proofs.getByText('Nothing was proved').waitFor());
    await openSession(panel, 'Nothing to change');
    await open('File changes');
    await visit(panel, 'file-changes-none', () => changes.getByText('No file was changed').waitFor());

    await openSession(panel, 'Sort and prove');
    /** The next host that the panel finds; whoever looks at a view sees what it says. */
    const replaceHost = (register: () => void) => {
      register();
      process.kill(runningHost(browser.pid()), 'SIGKILL');
    };
    const both = async (state: string, words: string) => {
      await open('File changes');
      await visit(panel, `file-changes-${state}`, () => changes.getByText(words).waitFor());
      await panel.keyboard.press('Escape');
      await open('Proofs');
      await visit(panel, `proofs-${state}`, () => proofs.getByText(words).waitFor());
      await panel.keyboard.press('Escape');
    };
    replaceHost(() => registerRefusing(profile, FAILURE));
    await both('failed', 'Reading failed');
    replaceHost(() => registerRefusing(profile, UNKNOWN));
    await both('unknown', 'Update the host.');
    replaceHost(() => profile.unregisterHost());
    await panel.locator('.banner').waitFor();
    await both('away', 'when the host is back');
  },
};
