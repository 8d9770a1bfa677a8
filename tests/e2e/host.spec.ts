import { askBackground } from '../../scripts/browser/ask-background.ts';
import {
  lettersOf,
  questions,
  replies,
  replyLetters,
  replyText,
  saveStatus,
  send,
  setUpProvider,
} from '../../scripts/browser/drive-panel.ts';
import { expect, test } from '../support/browser/fixtures.ts';
import { hostProcess, runningHost } from '../support/browser/host-process.ts';
import { launchWithoutHost } from '../support/browser/without-host.ts';
import { killWorkers } from '../support/reply-workers.ts';

test('a panel whose host is gone says what to do, and goes on by itself once the host is there', async ({
  profile,
  modelServer,
}) => {
  const panel = await (await launchWithoutHost(profile, modelServer)).openPanel();
  await expect(panel.getByRole('heading', { name: 'The host is no longer installed' })).toBeVisible();
  await expect(panel.getByText('npm run host -- install')).toBeVisible();
  const place = { engine: 'native', host: { isThere: false, reason: 'not-installed' }, embedded: null };
  expect(await askBackground(panel, 'store/place'), 'nothing switches the store by itself').toEqual(place);

  profile.registerHost();

  await expect(panel.getByRole('heading', { name: 'The host is no longer installed' })).toBeHidden();
  expect(await askBackground(panel, 'store/place')).toEqual({ ...place, host: { isThere: true, reason: null } });
});

test('a host that is gone for good: a person goes on in the browser, and what was queued comes along', async ({
  profile,
  modelServer,
}) => {
  const panel = await (await launchWithoutHost(profile, modelServer)).openPanel();
  await send(panel, 'Is anybody there?');
  await expect(saveStatus(panel)).toContainText('Queued');
  await askBackground(panel, 'store/use-embedded');
  await expect(saveStatus(panel)).toHaveText('Saved');
  await expect(replyText(panel)).toContainText('Is anybody there?');
  expect(await askBackground(panel, 'store/place')).toMatchObject({ engine: 'embedded', embedded: { sessions: 1 } });
  expect(profile.messages()).toEqual([]);
});

test.describe('a host killed in the middle of a reply', () => {
  test.use({ modelServerOptions: { tokensPerSecond: 60 } });

  test('and its worker killed too: the reply is interrupted with its text, and the panel goes on by itself', async ({
    profile,
    holdfast,
    modelServer,
  }) => {
    const panel = await holdfast.openPanel();
    await setUpProvider(panel, modelServer);
    await send(panel, 'Tell me much');
    await expect(replyText(panel)).toContainText('How to try losing something');
    modelServer.hold();
    const seen = await replyLetters(panel);
    // What was on the screen is in the file 250 ms later.
    await panel.waitForTimeout(300);

    const pid = hostProcess(holdfast.pid());
    if (pid === undefined) throw new Error('the browser has started no host');
    process.kill(pid, 'SIGKILL');
    expect(killWorkers(profile.home)).toBe(1);

    await expect(panel.getByText('Stopped before it finished')).toBeVisible();
    expect(await replyLetters(panel)).toContain(seen);
    const [question, reply] = profile.messages();
    expect(question).toMatchObject({ content: 'Tell me much', status: 'complete' });
    expect(reply).toMatchObject({ role: 'assistant', status: 'interrupted' });
    expect(lettersOf(reply?.content ?? '')).toContain(seen);

    await expect(saveStatus(panel)).toHaveText('Saved');
    modelServer.resume();
    await send(panel, 'Still there?');
    await expect(questions(panel)).toContainText(['Tell me much', 'Still there?']);
    await expect(replies(panel)).toHaveCount(2);
    await expect.poll(() => hostProcess(holdfast.pid())).not.toBe(pid);
  });

  test('costs the reply nothing: its worker finishes it, and the panel shows it', async ({
    profile,
    holdfast,
    modelServer,
  }) => {
    const panel = await holdfast.openPanel();
    await setUpProvider(panel, { ...modelServer, model: 'demo' });
    await send(panel, 'Tell me much');
    await expect(replyText(panel)).toContainText('What Holdfast keeps');

    const pid = runningHost(holdfast.pid());
    process.kill(pid, 'SIGKILL');

    await expect.poll(() => profile.messages()[1]?.status, { timeout: 30_000 }).toBe('complete');
    const letters = lettersOf(profile.messages()[1]?.content ?? '');
    await expect.poll(() => replyLetters(panel)).toBe(letters);
    await expect(panel.getByRole('button', { name: 'Copy reply' })).toBeVisible();
  });
});
