import { describe, expect, it } from 'vitest';
import { lettersOf, replyLetters, restore, send } from '../../../scripts/browser/drive-panel.ts';
import { isLongRun, recordFigures } from '../../support/fault-figures.ts';
import { SENTENCES, speakFor } from '../../support/model-server/slow-reply.ts';
import { workersOn } from '../../support/reply-workers.ts';
import { sleep } from '../hosts/store-under-load.ts';
import { offeredSession } from './panel-look.ts';
import { profileSetUp } from './profile-with-server.ts';

const REPLY_MS = isLongRun ? 60_000 : 12_000;
describe('a browser that is killed after a sixth of a reply', () => {
  it('finds the whole reply when it is opened again after its end', { timeout: 180_000 }, async () => {
    const { profile, modelServer } = await profileSetUp({ scripts: { demo: speakFor(REPLY_MS) } });
    const browser = await profile.launch();
    const before = await browser.openPanel();
    await send(before, 'What survives?');
    await expect.poll(() => replyLetters(before), { timeout: 10_000 }).not.toBe('');
    await sleep(REPLY_MS / 6);
    await browser.kill({ withHost: true });
    const reply = () => profile.messages()[1];
    expect(reply()?.status).toBe('streaming');

    await expect.poll(() => reply()?.status, { timeout: REPLY_MS + 20_000 }).toBe('complete');
    expect(reply()?.content.match(/Sentence \d+ goes on\./g)).toHaveLength(SENTENCES);
    expect(modelServer.requests.filter(({ path }) => path.endsWith('/chat/completions'))).toHaveLength(1);
    await expect.poll(() => workersOn(profile.home)).toEqual([]);

    const panel = await (await profile.launch()).openPanel();
    expect(await offeredSession(panel)).toBe('What survives?');
    await expect.poll(() => panel.getByText('The reply has since finished').isVisible()).toBe(true);
    await restore(panel);
    await expect.poll(() => replyLetters(panel)).toBe(lettersOf(reply()?.content ?? ''));
    await expect.poll(() => panel.getByText('5 in, 600 out').isVisible()).toBe(true);
    recordFigures('outliving reply', {
      fault: `The browser is killed with its host after a sixth of a reply of ${REPLY_MS / 1000} s.`,
      rounds: 1,
      acknowledged: SENTENCES,
      lost: 0,
      duplicated: 0,
      note: 'the reply was finished without it, with tokens, and shown after reopening',
    });
  });
});
