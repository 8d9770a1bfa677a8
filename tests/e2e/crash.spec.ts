import {
  lettersOf,
  messageField,
  openSession,
  questions,
  replyLetters,
  replyText,
  saveStatus,
  send,
  setUpProvider,
} from '../../scripts/browser/drive-panel.ts';
import { expect, test } from '../support/browser/fixtures.ts';

test.use({ modelServerOptions: { tokensPerSecond: 60 } });

test('a browser killed in the middle of a reply loses neither the question nor what had arrived', async ({
  profile,
  modelServer,
}) => {
  const first = await profile.launch();
  const before = await first.openPanel();
  await setUpProvider(before, modelServer);
  await send(before, 'What survives?');
  await expect(replyText(before)).toContainText('What Holdfast keeps');
  const seen = await replyLetters(before);
  // What was on the screen is in the file 250 ms later.
  await before.waitForTimeout(300);
  // On a busy machine the store may need longer; what it has not acknowledged is not promised.
  await expect(saveStatus(before)).toHaveText('Saved');

  await first.kill();

  // The host notices within milliseconds, and has up to 1.5 s to end.
  await expect.poll(() => profile.messages()[1]?.status).not.toBe('streaming');
  const stored = profile.messages();
  expect(stored).toMatchObject([
    { role: 'user', content: 'What survives?', status: 'complete' },
    { role: 'assistant', status: expect.stringMatching(/^(interrupted|complete)$/) },
  ]);
  expect(lettersOf(stored[1]?.content ?? '')).toContain(seen);

  const panel = await (await profile.launch()).openPanel();
  await openSession(panel, 'What survives?');
  await expect(questions(panel)).toContainText(['What survives?']);
  await expect.poll(() => replyLetters(panel)).toContain(seen);
});

test('a browser killed while something is being typed loses none of it', async ({ profile, modelServer }) => {
  const first = await profile.launch();
  await setUpProvider(await first.openPanel(), modelServer);
  // Settings reach the disk when the browser is closed; a kill could take them.
  await first.close();
  const second = await profile.launch();
  const before = await second.openPanel();
  await messageField(before).pressSequentially('Half a thought, not sent', { delay: 10 });
  await before.waitForTimeout(300);
  // On a busy machine the store may need longer; what it has not acknowledged is not promised.
  await expect(saveStatus(before)).toHaveText('Saved');

  await second.kill();

  const panel = await (await profile.launch()).openPanel();
  await expect(messageField(panel)).toHaveValue('Half a thought, not sent');
});
