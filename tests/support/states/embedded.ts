import type { Page } from '@playwright/test';
import { send, setUpProvider } from '../../../scripts/browser/drive-panel.ts';
import { answerFromNowOn, answerInstead } from '../browser/answer-instead.ts';
import type { Journey } from './journey.ts';
import { MOVED, MOVING, MUCH, movePreview, NOT_MOVED } from './place-answers.ts';

/** A browser without a host; then there is one, and everything moves into it. */
export const embedded: Journey = {
  name: 'History in the browser',
  isServerAllowed: true,
  states: {
    'embedded-note': 'Where the history is, what that means, and what can be done. Dismissed for good.',
    'embedded-firm': 'The same of much history: it can be put off for a week.',
    'embedded-install': 'The three steps to a host, and what was found when it was last looked for.',
    'embedded-host-found': 'A host is there: everything can move.',
    'move-loading': 'What is here is compared with what the host has.',
    'move-asked': 'What comes along, what is there already, what differs.',
    'move-under-way': 'It is copied and compared; it can be stopped.',
    'move-failed': 'It was not brought to its end: what holds now, and the way to go on.',
    'move-done': 'Everything is in the host; what stayed in the browser, and until when.',
  },

  async walk({ profile, server }, visit) {
    const panel = await (await profile.launch()).openPanel();
    await setUpProvider(panel, server);
    await send(panel, 'Where does what I write here go?');
    await panel.getByRole('button', { name: 'Copy reply' }).waitFor();
    await visit(panel, 'embedded-note', () => panel.getByText('Your history lives in this browser profile').waitFor());
    await answerInstead(panel, MUCH);
    await visit(panel, 'embedded-firm', () =>
      panel.getByText('are in this browser profile and nowhere else').waitFor(),
    );
    await panel.getByRole('button', { name: 'Install the host' }).click();
    const install = panel.getByRole('dialog', { name: 'Keep your history outside the browser' });
    await install.getByRole('button', { name: /^Look/ }).click();
    await visit(panel, 'embedded-install', () => install.getByText('It is not installed on this machine').waitFor());

    await answerFromNowOn(panel, { 'store/move-preview': { progress: { progress: 0.3, step: 'sending' } } });
    profile.registerHost();
    const dialog = panel.getByRole('dialog', { name: 'Move into the host' });
    await dialog.getByText('Sending it to the host').waitFor();
    await panel.keyboard.press('Escape');
    await visit(panel, 'embedded-host-found', () => panel.getByText('The host is there').waitFor());
    await openMove(panel);
    await visit(panel, 'move-loading', () => dialog.getByText('Sending it to the host').waitFor());
    await panel.keyboard.press('Escape');
    await answerFromNowOn(panel, { ...movePreview(), ...MOVING });
    await openMove(panel);
    const go = dialog.getByRole('button', { name: 'Move everything' });
    await go.waitFor();
    await dialog.getByText('in both and differ').click();
    await visit(panel, 'move-asked', () => go.waitFor());
    await go.click();
    await visit(panel, 'move-under-way', () => dialog.getByText('Comparing what arrived').waitFor());
    await answerFromNowOn(panel, NOT_MOVED);
    await dialog.getByRole('button', { name: 'Stop' }).click();
    await dialog.getByRole('button', { name: 'Move again' }).click();
    await visit(panel, 'move-failed', () => dialog.getByText('There is no room left').waitFor());
    await answerFromNowOn(panel, MOVED);
    await dialog.getByRole('button', { name: 'Move again' }).click();
    await visit(panel, 'move-done', () => dialog.getByText('Everything is in the host now.').waitFor());
  },
};

/** From the note, whatever the width. */
async function openMove(panel: Page): Promise<void> {
  await panel.getByRole('button', { name: 'Move everything…' }).click();
}
