import type { Page } from '@playwright/test';
import type { Message } from '../../lib/protocol/shapes.ts';
import { askBackground } from '../../scripts/browser/ask-background.ts';
import {
  lettersOf,
  messageField,
  questions,
  replies,
  replyLetters,
  replyText,
  restore,
  saveStatus,
  send,
  setUpProvider,
} from '../../scripts/browser/drive-panel.ts';
import { expect, test } from '../support/browser/fixtures.ts';

/** A reply takes its time, and so does a machine that is busy. */
const REPLY_WAIT_MS = 30_000;

/** Notes what the worker loads; it does nothing before a page needs it. */
const WATCH_LOADS = `{
  const load = globalThis.fetch;
  globalThis.loads = [];
  globalThis.fetch = (input, init) => (globalThis.loads.push(String(input?.url ?? input)), load(input, init));
}`;

interface Place {
  readonly engine: string;
  readonly host: { readonly isThere: boolean; readonly reason: string | null } | null;
  readonly embedded: Record<string, unknown> | null;
}

/** What the store has of the newest session. */
async function stored(panel: Page): Promise<Message[]> {
  const { sessions } = await askBackground<{ sessions: { id: string }[] }>(panel, 'sessions/list');
  const sessionId = sessions[0]?.id;
  if (sessionId === undefined) return [];
  return (await askBackground<{ messages: Message[] }>(panel, 'messages/list', { sessionId })).messages;
}

test.describe('a browser without a host', () => {
  test.use({ hostIsRegistered: false });

  test('can be used at once, and has what was said after a kill', async ({ profile, holdfast, modelServer }) => {
    await holdfast.worker.evaluate(WATCH_LOADS);
    const panel = await holdfast.openPanel();
    await expect(panel.getByRole('heading', { name: 'Choose a model server' })).toBeVisible();
    await setUpProvider(panel, { ...modelServer, model: 'demo' });
    await send(panel, 'What is kept?');
    await expect(saveStatus(panel)).toHaveText('Saved');
    await expect(panel.getByRole('button', { name: 'Copy reply' })).toBeVisible({ timeout: REPLY_WAIT_MS });
    const said = await replyLetters(panel);
    await messageField(panel).fill('And not sent');
    await expect(saveStatus(panel)).toHaveText('Saved');

    expect(await holdfast.worker.evaluate<string[]>('globalThis.loads')).toContainEqual(
      expect.stringMatching(/\.wasm$/),
    );
    await holdfast.kill();

    const again = await (await profile.launch()).openPanel();
    await restore(again);
    await expect(messageField(again)).toHaveValue('And not sent');
    await expect(questions(again)).toContainText(['What is kept?']);
    expect(await replyLetters(again)).toBe(said);
    const found = await askBackground<{ hits: unknown[] }>(again, 'messages/search', { query: 'what IS kept' });
    expect(found.hits, 'the question, the reply that repeats it, and the title').toHaveLength(3);
    expect(await askBackground<Place>(again, 'store/place')).toEqual({
      engine: 'embedded',
      host: { isThere: false, reason: 'not-installed' },
      embedded: {
        ...{ sessions: 1, messages: 2, bytes: expect.any(Number), isKept: false, movedAt: null, removedAfter: null },
        ...{
          isFirstWhole: true,
          isSecondWhole: true,
          isPersistent: expect.any(Boolean),
          quotaBytes: expect.any(Number),
        },
      },
    });
    expect(profile.messages(), 'nobody made a file').toEqual([]);
  });

  test('says that a host has come, and stays where it is', async ({ profile, holdfast }) => {
    const panel = await holdfast.openPanel();
    await expect(panel.getByRole('heading', { name: 'Choose a model server' })).toBeVisible();
    profile.registerHost();
    expect(await askBackground(panel, 'store/look-for-host')).toEqual({ isThere: true, reason: null });
    expect(await askBackground<Place>(panel, 'store/place')).toMatchObject({
      engine: 'embedded',
      host: { isThere: true, reason: null },
    });
  });

  test.describe('whose worker is stopped in the middle of a reply', () => {
    test.use({ modelServerOptions: { tokensPerSecond: 60 } });

    test('keeps what had arrived, and goes on', async ({ holdfast, modelServer }) => {
      const panel = await holdfast.openPanelTab();
      await setUpProvider(panel, modelServer);
      await send(panel, 'Tell me much');
      await expect(replyText(panel)).toContainText('How to try losing something', { timeout: REPLY_WAIT_MS });
      modelServer.hold();
      const seen = await replyLetters(panel);
      // What was on the screen is on the disk 250 ms later.
      await panel.waitForTimeout(300);
      const devtools = await panel.context().newCDPSession(panel);
      await devtools.send('ServiceWorker.enable');
      await devtools.send('ServiceWorker.stopAllWorkers');

      await expect(panel.getByText('Stopped before it finished')).toBeVisible();
      expect(await replyLetters(panel)).toContain(seen);
      const [question, reply] = await stored(panel);
      expect(question).toMatchObject({ content: 'Tell me much', status: 'complete' });
      expect(reply).toMatchObject({ role: 'assistant', status: 'interrupted' });
      expect(lettersOf(reply?.content ?? '')).toContain(seen);

      await expect(saveStatus(panel)).toHaveText('Saved');
      modelServer.resume();
      await send(panel, 'Still there?');
      await expect(questions(panel)).toContainText(['Tell me much', 'Still there?']);
      await expect(replies(panel)).toHaveCount(2);
    });
  });
});

test('with a host, the store in the browser is not opened, nor its SQLite loaded', async ({
  holdfast,
  modelServer,
}) => {
  await holdfast.worker.evaluate(WATCH_LOADS);
  const panel = await holdfast.openPanel();
  await setUpProvider(panel, { ...modelServer, model: 'demo' });
  await send(panel, 'What is kept?');
  await expect(saveStatus(panel)).toHaveText('Saved');
  expect(await askBackground<Place>(panel, 'store/place')).toEqual({
    engine: 'native',
    host: { isThere: true, reason: null },
    embedded: null,
  });
  expect(await holdfast.worker.evaluate<string[]>('globalThis.loads')).toEqual([]);
  const databases = 'indexedDB.databases().then((all) => all.map(({ name }) => name))';
  expect(await holdfast.worker.evaluate<string[]>(databases)).toEqual(['holdfast']);
});
