import { describe, expect, it } from 'vitest';
import { recordFigures } from '../../support/fault-figures.ts';
import { createRandom, faultSeed, rounds } from '../../support/rounds.ts';
import { sleep } from '../hosts/store-under-load.ts';
import { createSession, expectSound, openAskingPage, profileWithoutHost, startWriting } from './embedded-profile.ts';

/** Long enough for an image to be made every few rounds. */
const LONGEST_TEXT = 8000;
const LONGEST_WAIT_MS = 800;

describe('a worker with the store in it that is stopped at any moment', () => {
  it('has lost nothing that was acknowledged', { timeout: 3_600_000 }, async () => {
    const name = 'stopped worker, store in the browser';
    const count = rounds(name, { test: 10, faults: 200 });
    const page = await openAskingPage(await profileWithoutHost().launch());
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('ServiceWorker.enable');
    const sessionId = await createSession(page);
    const stopWriting = await startWriting(page, sessionId, LONGEST_TEXT);
    for (let round = 0; round < count; round++) {
      await sleep(createRandom(faultSeed, name, round).next() * LONGEST_WAIT_MS);
      await devtools.send('ServiceWorker.stopAllWorkers');
    }
    const acknowledged = await stopWriting();
    await expectSound(page, sessionId, acknowledged, LONGEST_TEXT);
    expect(acknowledged.length).toBeGreaterThan(count);
    recordFigures(name, {
      fault: 'Without a host: the worker that has the store is stopped while messages are written without a pause.',
      rounds: count,
      acknowledged: acknowledged.length,
      lost: 0,
      duplicated: 0,
    });
  });
});
