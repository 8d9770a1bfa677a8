import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../../native-host/database.ts';
import { restore } from '../../../scripts/browser/drive-panel.ts';
import type { RunningBrowser } from '../../../scripts/browser/launch-browser.ts';
import { assertSound } from '../../support/assert-sound.ts';
import type { Profile } from '../../support/browser/profile.ts';
import { recordFigures } from '../../support/fault-figures.ts';
import { createRandom, faultSeed, rounds } from '../../support/rounds.ts';
import { sleep } from '../hosts/store-under-load.ts';
import { ACTIVITIES, type Check, type Kill } from './activities.ts';
import { offeredSession, openNewSession } from './panel-look.ts';
import { processesOn } from './processes.ts';
import { profileSetUp } from './profile-with-server.ts';

/** A process that still runs so long after the browser is an orphan. */
const GONE_WITHIN_MS = 2000;

/** What a kill may cost: keystrokes and letters of a reply of the last moment. */
const MAY_LOSE_MS = 250;

/** Kills the browser alone, whose host then reads the end of its input, or both at once. */
function createKill(browser: RunningBrowser, withHost: boolean): Kill & { readonly atMs: () => number } {
  let atMs: number | undefined;
  return {
    async after(ms) {
      await sleep(ms);
      atMs = performance.now();
      await browser.kill({ withHost });
    },
    isDone: () => atMs !== undefined,
    atMs: () => atMs ?? Number.NaN,
  };
}

describe('a browser that is killed', () => {
  it('loses nothing that was shown as safe, and no more than 250 ms of the rest', { timeout: 3_600_000 }, async () => {
    const count = rounds('killed browser', { test: 3, faults: 60 });
    const { profile, modelServer } = await profileSetUp({ tokensPerSecond: 60 });

    const names = Object.keys(ACTIVITIES) as (keyof typeof ACTIVITIES)[];
    const worstMs = { typing: 0, sending: 0, streaming: 0 };
    let promises = 0;
    let check: { readonly name: keyof typeof ACTIVITIES; readonly run: Check; readonly killedAtMs: number } | undefined;
    for (let round = 0; round <= count; round++) {
      const random = createRandom(faultSeed, 'killed browser', round);
      const browser = await profile.launch();
      const running = { profile, modelServer, browser, panel: await browser.openPanel(), random };
      if ((await offeredSession(running.panel)) !== undefined) await restore(running.panel);
      if (check) {
        const { name, run, killedAtMs } = check;
        const kept = await run(running, killedAtMs);
        promises += kept.promises;
        worstMs[name] = Math.max(worstMs[name], kept.lostMs);
        expect(kept.lostMs, `round ${round - 1}, ${name}`).toBeLessThanOrEqual(MAY_LOSE_MS + kept.slowestMs);
        checkStore(profile);
      }
      if (round === count) break;
      const name = names[round % names.length] ?? 'typing';
      await openNewSession(running.panel);
      const kill = createKill(browser, random.chance(0.5));
      const run = await ACTIVITIES[name](running, kill);
      await sleep(GONE_WITHIN_MS - (performance.now() - kill.atMs()));
      expect(processesOn(profile.home), 'processes that still run').toEqual([]);
      check = { name, run, killedAtMs: kill.atMs() };
    }
    recordFigures('killed browser', {
      fault:
        'The browser is killed, with its host or without, while somebody types, sends, or reads a reply that streams.',
      rounds: count,
      acknowledged: promises,
      lost: 0,
      duplicated: 0,
      note: `the oldest keystroke lost was ${Math.round(worstMs.typing)} ms old, the oldest letter of a reply ${Math.round(worstMs.streaming)} ms`,
    });
  });
});

function checkStore({ database }: Profile): void {
  const db = openDatabase(database);
  try {
    assertSound(db);
  } finally {
    db.close();
  }
}
