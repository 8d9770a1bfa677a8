import { describe, expect, it } from 'vitest';
import { restore } from '../../../scripts/browser/drive-panel.ts';
import { isLongRun } from '../../support/fault-figures.ts';
import { recordRecovery } from '../../support/recovery-figures.ts';
import { createRandom, faultSeed, rounds } from '../../support/rounds.ts';
import { sleep } from '../hosts/store-under-load.ts';
import { ACTIVITIES, type Check, type Kill } from './activities.ts';
import { ENDINGS, type Ending, type Open } from './endings.ts';
import { offeredSession, openNewSession } from './panel-look.ts';
import { profileSetUp } from './profile-with-server.ts';

/** What an end may cost: what was typed in the last moment. */
const MAY_LOSE_MS = 250;

/** An end at the moment that the activity chooses. */
function endWith(ending: Ending, open: Open): Kill & { readonly atMs: () => number } {
  let atMs: number | undefined;
  return {
    async after(ms) {
      await sleep(ms);
      atMs = performance.now();
      await ending.end(open);
    },
    isDone: () => atMs !== undefined,
    atMs: () => atMs ?? Number.NaN,
  };
}

/** Nothing is done, and nothing is at stake. */
const idle = async (_: unknown, kill: Kill): Promise<Check> => {
  await kill.after(300);
  return async () => ({ promises: 0, lostMs: 0, slowestMs: 0 });
};

const DOING = { ...ACTIVITIES, idle };

describe.each(Object.keys(DOING) as (keyof typeof DOING)[])('%s', (doing) => {
  it('is offered after a crash, comes back by itself after an end, and loses no more than 250 ms', {
    timeout: 3_600_000,
  }, async () => {
    const count = rounds(`recovery, ${doing}`, { test: 1, faults: 20 });
    const { profile, modelServer } = await profileSetUp({ tokensPerSecond: 60 });
    const browser = await profile.launch();
    let open: Open = { profile, browser, panel: await browser.openPanel() };
    const figures = new Map(ENDINGS.map(({ name }) => [name, { prompts: 0, worstLostMs: 0 }]));
    for (let round = 0; round < count; round++) {
      for (const ending of isLongRun ? ENDINGS : halfOf(ENDINGS, doing)) {
        const what = `${ending.name}, round ${round}`;
        const random = createRandom(faultSeed, 'recovery', doing, ending.name, round);
        await openNewSession(open.panel);
        const end = endWith(ending, open);
        const check = await DOING[doing]({ ...open, modelServer, random }, end);
        open = await ending.reopen(open);
        const title = await offeredSession(open.panel);
        if (title !== undefined) await restore(open.panel);
        const kept = await check({ ...open, modelServer, random }, end.atMs());
        expect(kept.lostMs, what).toBeLessThanOrEqual(MAY_LOSE_MS + kept.slowestMs);

        const isAtStake = doing === 'typing' ? (await draftOf(open)) !== '' : doing !== 'idle';
        expect(title !== undefined, `${what}: the prompt`).toBe(ending.isCrash && isAtStake);
        if (title !== undefined) expect(title, what).toMatch(SESSIONS[doing]);
        const figure = figures.get(ending.name);
        if (figure) {
          figure.prompts += Number(title !== undefined);
          figure.worstLostMs = Math.max(figure.worstLostMs, kept.lostMs);
        }
      }
    }
    for (const [ending, figure] of figures) recordRecovery({ doing, ending, rounds: count, ...figure });
  });
});

/**
 * Every other one, by chance the even or the odd ones: with all of them an `npm test` would be a minute longer. Not that of a browser that
 * quits, which on a busy machine may be gone before its panel's end is written down, and then looks like a crash.
 */
function halfOf(endings: readonly Ending[], doing: string): Ending[] {
  const offset = createRandom(faultSeed, 'half', doing).below(2);
  return endings.filter(({ name }, index) => index % 2 === offset && name !== 'browser quit');
}

/** What the prompt may call the session: a question that was just sent may not be known to be one. */
const SESSIONS: Readonly<Record<keyof typeof DOING, RegExp>> = {
  typing: /^New session$/,
  sending: /^(Question \d+|New session)$/,
  streaming: /^Tell me of \d+$/,
  idle: /^$/,
};

/** Of the new session, which is shown after a check. */
async function draftOf({ panel }: Open): Promise<string> {
  return panel.evaluate<string>("document.querySelector('textarea').value");
}
