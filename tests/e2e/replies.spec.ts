import {
  messageField,
  questions,
  replies,
  replyText,
  send,
  setUpProvider,
  startSession,
} from '../../scripts/browser/drive-panel.ts';
import { expect, test } from '../support/browser/fixtures.ts';

test.describe('a reply in progress', () => {
  test.use({ modelServerOptions: { tokensPerSecond: 100 } });

  test('is stopped with its text, and continued', async ({ profile, holdfast, modelServer }) => {
    const panel = await holdfast.openPanel();
    await setUpProvider(panel, modelServer);
    await send(panel, 'Begin');
    await expect(replyText(panel)).toContainText('What Holdfast keeps');

    await panel.getByRole('button', { name: 'Stop' }).click();

    await expect(panel.getByText('Stopped before it finished')).toBeVisible();
    await expect(messageField(panel), 'one goes on writing').toBeFocused();
    // Its worker adds what it had not written yet; on a busy machine that takes a moment.
    await expect.poll(() => profile.messages()[1]?.content).toContain('What Holdfast keeps');
    const stopped = profile.messages()[1];
    expect(stopped).toMatchObject({ role: 'assistant', status: 'interrupted' });
    await expect(panel.getByRole('button', { name: 'Send' })).toBeVisible();

    await panel.getByRole('button', { name: 'Continue' }).click();

    await expect.poll(() => profile.messages()[1]?.status).toBe('complete');
    expect(profile.messages()).toHaveLength(2);
    expect(profile.messages()[1]?.content.startsWith(stopped?.content ?? 'none')).toBe(true);
    await expect(replies(panel)).toHaveCount(1);
    await expect(panel.getByText('Stopped before it finished')).toBeHidden();
  });

  test('is stopped and asked for again in a branch; the stopped one stays', async ({
    profile,
    holdfast,
    modelServer,
  }) => {
    const panel = await holdfast.openPanel();
    await setUpProvider(panel, modelServer);
    await send(panel, 'Begin');
    await expect(replyText(panel)).toContainText('I am not a real model');
    await panel.getByRole('button', { name: 'Stop' }).click();

    await panel.getByRole('button', { name: 'Retry' }).click();

    await expect(panel.getByRole('button', { name: 'Stop' })).toBeVisible();
    await expect(panel.getByRole('button', { name: 'Send' })).toBeVisible();
    await expect(questions(panel)).toContainText(['Begin']);
    const byRole = (role: string) => profile.messages().filter((message) => message.role === role);
    expect(
      byRole('assistant')
        .map(({ status }) => status)
        .sort(),
    ).toEqual(['complete', 'interrupted']);
    expect(new Set(byRole('user').map(({ session_id }) => session_id)).size).toBe(2);
  });
});

test.describe('a reply that failed', () => {
  let refusals = 0;
  test.use({
    modelServerOptions: {
      scripts: {
        demo: (_, response) => {
          refusals += 1;
          if (refusals === 1) response.writeHead(401).end(JSON.stringify({ error: 'Authentication failed' }));
          else {
            const delta = { choices: [{ index: 0, delta: { content: 'Better now.' }, finish_reason: 'stop' }] };
            response.writeHead(200, { 'content-type': 'text/event-stream' });
            response.end(`data: ${JSON.stringify(delta)}\n\ndata: [DONE]\n\n`);
          }
        },
      },
    },
  });

  test('is taken up in place by Retry', async ({ profile, holdfast, modelServer }) => {
    const panel = await holdfast.openPanel();
    await setUpProvider(panel, modelServer);
    await send(panel, 'Once more');
    await expect(conversationNote(panel)).toContainText('The key was refused');

    await panel.getByRole('button', { name: 'Retry' }).click();

    await expect(replyText(panel)).toHaveText('Better now.');
    expect(profile.messages()).toMatchObject([
      { role: 'user', content: 'Once more' },
      { role: 'assistant', content: 'Better now.', status: 'complete', error_json: null },
    ]);
  });
});

const REFUSALS: readonly (readonly [model: string, words: string, remedy: string])[] = [
  ['demo-401', 'The key was refused', 'Check the key'],
  ['demo-402', 'The balance is used up', 'Retry'],
  ['demo-400', 'The model server failed', 'Retry'],
  ['demo-429', 'Too many requests', 'Retry'],
  ['demo-cut', 'Stopped before it finished', 'Continue'],
  ['demo-overload', 'The model server failed', 'Retry'],
];

test('what a server refuses is told in words, and the question stays', async ({ profile, holdfast, modelServer }) => {
  const panel = await holdfast.openPanel();
  for (const [model, words, remedy] of REFUSALS) {
    // Without a key a 402 would mean that one is wanted.
    await setUpProvider(panel, { ...modelServer, apiKey: 'a-key', model });
    await startSession(panel);
    await send(panel, `Will ${model} work?`);
    await expect(conversationNote(panel), model).toContainText(words);
    await expect(conversationNote(panel).getByRole('button', { name: remedy }), model).toBeVisible();
    const question = { role: 'user', content: `Will ${model} work?`, status: 'complete' };
    expect(profile.messages()).toContainEqual(expect.objectContaining(question));
  }
});

function conversationNote(panel: Parameters<typeof replies>[0]) {
  return replies(panel).last().locator('.message-note');
}
