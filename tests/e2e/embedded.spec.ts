import {
  conversation,
  lettersOf,
  openSession,
  questions,
  replyLetters,
  replyText,
  saveStatus,
  send,
  setUpProvider,
} from '../../scripts/browser/drive-panel.ts';
import { expect, test } from '../support/browser/fixtures.ts';

test.use({ hostIsRegistered: false });

test('a browser without a host: the panel can be used at once, and what was said is there after a kill', async ({
  profile,
  holdfast,
  modelServer,
}) => {
  const panel = await holdfast.openPanel();
  await expect(panel.getByRole('heading', { name: 'Choose who answers' })).toBeVisible();
  await setUpProvider(panel, { ...modelServer, model: 'demo' });
  await send(panel, 'What is kept?');
  await expect(saveStatus(panel)).toHaveText('Saved');
  await expect(panel.getByRole('button', { name: 'Copy reply' })).toBeVisible({ timeout: 30_000 });
  const said = await replyLetters(panel);

  await holdfast.kill();

  const again = await (await profile.launch()).openPanel();
  await openSession(again, 'What is kept?');
  await expect(questions(again)).toContainText(['What is kept?']);
  await expect(replyText(again)).toBeVisible();
  expect(await replyLetters(again)).toBe(said);
  expect(profile.messages(), 'nobody made a file').toEqual([]);
});
