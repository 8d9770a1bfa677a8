import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  lettersOf,
  messageField,
  questions,
  replyLetters,
  replyText,
  restore,
  saveStatus,
  send,
  setUpProvider,
} from '../../scripts/browser/drive-panel.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { workersOn } from '../support/reply-workers.ts';

const PIECES = 120;

/** A reply that takes its time, then tells what it used. */
function speakFor(replyMs: number) {
  return async (_: unknown, response: ServerResponse): Promise<void> => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = (body: object) => response.write(`data: ${JSON.stringify(body)}\n\n`);
    for (let n = 1; n <= PIECES; n++) {
      send({ choices: [{ index: 0, delta: { content: `Sentence ${n} goes on. ` }, finish_reason: null }] });
      await sleep(replyMs / PIECES);
    }
    send({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
    send({ choices: [], usage: { prompt_tokens: 5, completion_tokens: 600, total_tokens: 605 } });
    response.end('data: [DONE]\n\n');
  };
}

/** By the model that is asked. */
const REPLY_MS = { demo: 12_000, 'demo-slow': 6000 } as const;

test.use({
  modelServerOptions: {
    scripts: { demo: speakFor(REPLY_MS.demo), 'demo-slow': speakFor(REPLY_MS['demo-slow']) },
  },
});

for (const withHost of [false, true]) {
  const who = withHost ? 'a browser killed with its whole process group' : 'a browser killed';
  const model = withHost ? 'demo' : 'demo-slow';
  test(`${who} in the middle of a reply: the reply is finished without it`, async ({ profile, modelServer }) => {
    test.setTimeout(90_000);
    const first = await profile.launch();
    const before = await first.openPanel();
    await setUpProvider(before, { ...modelServer, model });
    await send(before, 'What survives?');
    await expect(replyText(before)).toContainText('Sentence 1 ');
    await before.waitForTimeout(REPLY_MS[model] / 6);
    const seen = await replyLetters(before);

    await first.kill({ withHost });

    expect(profile.messages()).toMatchObject([
      { role: 'user', content: 'What survives?', status: 'complete' },
      { role: 'assistant', status: 'streaming' },
    ]);
    await expect.poll(() => profile.messages()[1]?.status, { timeout: 20_000 }).toBe('complete');
    const content = profile.messages()[1]?.content ?? '';
    expect(lettersOf(content)).toContain(seen);
    expect(content.match(/Sentence \d+ goes on\./g)).toHaveLength(PIECES);
    expect(modelServer.requests.filter(({ path }) => path.endsWith('/chat/completions'))).toHaveLength(1);
    await expect.poll(() => workersOn(profile.home)).toEqual([]);

    const panel = await (await profile.launch()).openPanel();
    await restore(panel);
    await expect(questions(panel)).toContainText(['What survives?']);
    await expect.poll(() => replyLetters(panel)).toBe(lettersOf(content));
    await expect(panel.getByText('5 in, 600 out')).toBeVisible();
  });
}

test('a browser killed and opened again during a reply: the panel shows it to its end', async ({
  profile,
  modelServer,
}) => {
  test.setTimeout(90_000);
  const first = await profile.launch();
  const before = await first.openPanel();
  await setUpProvider(before, { ...modelServer, model: 'demo-slow' });
  await send(before, 'What survives?');
  await expect(replyText(before)).toContainText('Sentence 1 ');
  await first.kill({ withHost: true });

  const panel = await (await profile.launch()).openPanel();
  await restore(panel);
  await expect(replyText(panel)).toContainText('Sentence 2');
  expect(profile.messages()[1]?.status).toBe('streaming');
  await expect(replyText(panel)).toContainText(`Sentence ${PIECES} goes on.`, { timeout: 20_000 });
  await expect(panel.getByRole('button', { name: 'Copy reply' })).toBeVisible();
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
  await restore(panel);
  await expect(messageField(panel)).toHaveValue('Half a thought, not sent');
});
