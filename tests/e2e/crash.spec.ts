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
import type { Profile } from '../support/browser/profile.ts';
import { SENTENCES, speakFor } from '../support/model-server/slow-reply.ts';
import type { ModelServer } from '../support/model-server/start-model-server.ts';
import { workersOn } from '../support/reply-workers.ts';

const REPLY_MS = 6000;

test.use({ modelServerOptions: { scripts: { demo: speakFor(REPLY_MS) } } });

/** A panel in which a slow reply has begun. */
async function askSlowly(profile: Profile, modelServer: ModelServer) {
  const browser = await profile.launch();
  const panel = await browser.openPanel();
  await setUpProvider(panel, modelServer);
  await send(panel, 'What survives?');
  await expect(replyText(panel)).toContainText('Sentence 1 ');
  return { browser, panel };
}

test('a browser killed in the middle of a reply: the reply is finished without it', async ({
  profile,
  modelServer,
}) => {
  const { browser: first, panel: before } = await askSlowly(profile, modelServer);
  await before.waitForTimeout(REPLY_MS / 6);
  const seen = await replyLetters(before);

  await first.kill();

  expect(profile.messages()).toMatchObject([
    { role: 'user', content: 'What survives?', status: 'complete' },
    { role: 'assistant', status: 'streaming' },
  ]);
  await expect.poll(() => profile.messages()[1]?.status, { timeout: 20_000 }).toBe('complete');
  const content = profile.messages()[1]?.content ?? '';
  expect(lettersOf(content)).toContain(seen);
  expect(content.match(/Sentence \d+ goes on\./g)).toHaveLength(SENTENCES);
  expect(modelServer.requests.filter(({ path }) => path.endsWith('/chat/completions'))).toHaveLength(1);
  await expect.poll(() => workersOn(profile.home)).toEqual([]);

  const panel = await (await profile.launch()).openPanel();
  await restore(panel);
  await expect(questions(panel)).toContainText(['What survives?']);
  await expect.poll(() => replyLetters(panel)).toBe(lettersOf(content));
  await expect(panel.getByText('5 in, 600 out')).toBeVisible();
});

test('a browser killed and opened again during a reply: the panel shows it to its end', async ({
  profile,
  modelServer,
}) => {
  const { browser: first } = await askSlowly(profile, modelServer);
  modelServer.hold();
  await first.kill({ withHost: true });

  const panel = await (await profile.launch()).openPanel();
  await restore(panel);
  await expect(replyText(panel)).toContainText('Sentence 1 ');
  expect(profile.messages()[1]?.status).toBe('streaming');
  modelServer.resume();
  await expect(replyText(panel)).toContainText(`Sentence ${SENTENCES} goes on.`, { timeout: 20_000 });
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
