import type { Page } from '@playwright/test';
import { describe, expect, it } from 'vitest';
import { messageField, setUpProvider } from '../../../scripts/browser/drive-panel.ts';
import { recordFigures } from '../../support/fault-figures.ts';
import { createRandom, faultSeed, rounds } from '../../support/rounds.ts';
import { sleep } from '../hosts/store-under-load.ts';
import { whenSaved } from './panel-look.ts';
import { profileWithServer } from './profile-with-server.ts';

describe('a service worker that is stopped while a question is on its way', () => {
  it('is there again by itself; every question is stored and asked once', { timeout: 3_600_000 }, async () => {
    const count = rounds('stopped worker', { test: 10, faults: 200 });
    const { profile, modelServer } = await profileWithServer();
    const panel = await (await profile.launch()).openPanelTab();
    await setUpProvider(panel, modelServer);
    const devtools = await panel.context().newCDPSession(panel);
    await devtools.send('ServiceWorker.enable');
    const asked: string[] = [];
    for (let round = 0; round < count; round++) {
      const random = createRandom(faultSeed, 'stopped worker', round);
      const question = `Question ${round}`;
      asked.push(question);
      await messageField(panel).fill(question);
      await messageField(panel).press('Enter');
      await sleep(random.next() * random.next() * 100);
      await devtools.send('ServiceWorker.stopAllWorkers');
      await whenSaved(panel);
      // Without the worker the host ends; the reply is made all the same, and the next question waits for that.
      await whenAnswered(panel);
    }
    const questions = profile.messages().filter(({ role }) => role === 'user');
    const requests = modelServer.requests.filter(({ path }) => path.endsWith('/chat/completions'));
    expect(questions.map(({ content }) => content)).toEqual(asked);
    expect(profile.messages().length).toBe(2 * count);
    expect(requests.length).toBeLessThanOrEqual(count);
    recordFigures('stopped worker', {
      fault: 'The service worker is stopped while a question is on its way through it.',
      rounds: count,
      acknowledged: count,
      lost: asked.filter((text) => !questions.some(({ content }) => content === text)).length,
      duplicated: questions.length - count,
      note: `${requests.length} of the questions reached the model`,
    });
  });
});

/** The panel offers to send again. */
async function whenAnswered(panel: Page): Promise<void> {
  const stop = panel.getByRole('button', { name: 'Stop' });
  await expect.poll(() => stop.isVisible(), { timeout: 20_000 }).toBe(false);
}
