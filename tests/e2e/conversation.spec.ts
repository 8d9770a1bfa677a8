import {
  conversation,
  messageField,
  openSession,
  questions,
  replies,
  replyLetters,
  replyText,
  saveStatus,
  send,
  setUpProvider,
  startSession,
} from '../../scripts/browser/drive-panel.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { demoReply } from '../support/model-server/demo-text.ts';

for (const place of ['a tab', 'the real side panel'] as const) {
  test(`a question is answered, shown and kept in the file, in ${place}`, async ({
    profile,
    holdfast,
    modelServer,
  }) => {
    const panel = place === 'a tab' ? await holdfast.openPanelTab() : await holdfast.openPanel();
    await setUpProvider(panel, modelServer);

    const question = 'What does Holdfast keep? 🧭';
    await send(panel, question);

    await expect(questions(panel)).toContainText([question]);
    await expect(replyText(panel).getByRole('heading', { name: 'What Holdfast keeps' })).toBeVisible();
    await expect(replyText(panel).getByRole('table')).toContainText('every part of it, as it arrives');
    await expect(panel.getByRole('button', { name: 'Copy reply' })).toBeVisible();
    await expect(saveStatus(panel)).toHaveText('Saved');
    expect(profile.messages()).toMatchObject([
      { role: 'user', content: question, status: 'complete' },
      { role: 'assistant', content: demoReply(question), status: 'complete', error_json: null },
    ]);
  });
}

test.describe('with a model that takes its time', () => {
  test.use({ modelServerOptions: { tokensPerSecond: 60 } });

  test('the reply grows on the screen, and "Saved" holds for the question while it does', async ({
    profile,
    holdfast,
    modelServer,
  }) => {
    const panel = await holdfast.openPanel();
    await setUpProvider(panel, modelServer);
    await messageField(panel).fill('Take your time');
    await messageField(panel).press('Enter');

    await expect(replyText(panel)).toContainText('I am not a real model');
    const lengths = new Set<number>();
    for (let samples = 0; samples < 10; samples += 1) {
      lengths.add((await replyLetters(panel)).length);
      await panel.waitForTimeout(60);
    }
    expect(lengths.size).toBeGreaterThan(3);
    await expect(saveStatus(panel)).toHaveText('Saved');
    expect(profile.messages()[0]).toMatchObject({ role: 'user', content: 'Take your time', status: 'complete' });
  });
});

test('the provider and the conversation are there after the browser was closed and opened', async ({
  profile,
  modelServer,
}) => {
  const first = await profile.launch();
  const before = await first.openPanel();
  await setUpProvider(before, modelServer);
  await send(before, 'Keep this');
  await expect(before.getByRole('button', { name: 'Copy reply' })).toBeVisible();
  await first.close();

  const panel = await (await profile.launch()).openPanel();
  await openSession(panel, 'Keep this');
  await expect(questions(panel)).toContainText(['Keep this']);
  await send(panel, 'And this');
  await expect(questions(panel)).toContainText(['Keep this', 'And this']);
  await expect(replies(panel)).toHaveCount(2);
  await expect.poll(() => profile.messages().map(({ status }) => status)).toEqual(Array(4).fill('complete'));
});

test('sessions are apart, each with its own messages', async ({ holdfast, modelServer }) => {
  const panel = await holdfast.openPanel();
  await setUpProvider(panel, modelServer);
  await send(panel, 'First subject');
  await expect(panel.getByRole('button', { name: 'Copy reply' })).toBeVisible();
  await startSession(panel);
  await expect(questions(panel)).toHaveCount(0);
  await send(panel, 'Second subject');
  await expect(questions(panel)).toContainText(['Second subject']);

  await openSession(panel, 'First subject');
  await expect(questions(panel)).toContainText(['First subject']);
  await expect(conversation(panel)).not.toContainText('Second subject');
});
