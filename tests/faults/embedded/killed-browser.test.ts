import { describe, expect, it } from 'vitest';
import { recordFigures } from '../../support/fault-figures.ts';
import { createRandom, faultSeed, rounds } from '../../support/rounds.ts';
import { sleep } from '../hosts/store-under-load.ts';
import {
  acknowledgedBy,
  createSession,
  expectSound,
  openAskingPage,
  profileWithoutHost,
  startWriting,
} from './embedded-profile.ts';

const LONGEST_TEXT = 8000;
const LONGEST_WAIT_MS = 2000;

describe('a browser with the store in it that is killed at any moment', () => {
  it('has lost nothing that was acknowledged', { timeout: 3_600_000 }, async () => {
    const name = 'killed browser, store in the browser';
    const count = rounds(name, { test: 2, faults: 50 });
    const profile = profileWithoutHost();
    const acknowledged: string[] = [];
    let sessionId: string | undefined;
    for (let round = 0; round <= count; round++) {
      const browser = await profile.launch();
      const page = await openAskingPage(browser);
      sessionId ??= await createSession(page);
      await expectSound(page, sessionId, acknowledged, LONGEST_TEXT);
      if (round === count) break;
      await startWriting(page, sessionId, LONGEST_TEXT);
      await sleep(createRandom(faultSeed, name, round).next() * LONGEST_WAIT_MS);
      acknowledged.push(...(await acknowledgedBy(page)));
      await browser.kill();
    }
    expect(acknowledged.length).toBeGreaterThan(0);
    recordFigures(name, {
      fault: 'Without a host: the browser is killed while messages are written without a pause.',
      rounds: count,
      acknowledged: acknowledged.length,
      lost: 0,
      duplicated: 0,
    });
  });
});
