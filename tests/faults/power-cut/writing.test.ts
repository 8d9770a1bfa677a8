import { afterEach, describe, expect, it } from 'vitest';
import { recordFigures } from '../../support/fault-figures.ts';
import { cleanUpHosts, newHome } from '../../support/host-process.ts';
import { createRandom, faultSeed, rounds } from '../../support/rounds.ts';
import { cutPower } from './cut-power.ts';
import type { Recording } from './disk-events.ts';
import { recordHost } from './record-host.ts';
import { expectNoneBad, recordOrLoad } from './replay.ts';
import { createStore } from './store-state.ts';
import { whyNoTrace } from './strace.ts';
import { sum } from './sum.ts';
import { createWorkload } from './workload.ts';

const reason = whyNoTrace();
const unless = reason ? ` (${reason})` : '';
afterEach(cleanUpHosts);

/** States made of one recording at most: other requests find other faults. */
const ROUNDS_PER_RECORDING = 2500;
const REQUESTS = 40;

/** A WAL that is copied into the store and begun anew every few changes instead of every few hundred. */
const OFTEN_CHECKPOINTED = { wal_autocheckpoint: '16' };

interface Setting {
  /** false: the host makes the store. */
  readonly isStoreThere: boolean;
  readonly pragmas?: Readonly<Record<string, string>>;
}

const SETTINGS: readonly Setting[] = [
  { isStoreThere: false },
  { isStoreThere: true, pragmas: OFTEN_CHECKPOINTED },
  { isStoreThere: true },
  { isStoreThere: true, pragmas: OFTEN_CHECKPOINTED },
];

function record(name: string, { isStoreThere, pragmas }: Setting): Promise<Recording> {
  const home = newHome();
  if (isStoreThere) createStore(home);
  const requests = createWorkload(createRandom(faultSeed, name), REQUESTS);
  return recordHost({ name, home, ...(pragmas && { pragmas }) }, requests);
}

describe('a power cut while the host writes', () => {
  it.skipIf(reason)(`takes nothing that was acknowledged and leaves nothing half${unless}`, async () => {
    const count = rounds('power cut while writing', { test: 30, faults: 60_000 });
    const recordings = Math.max(2, Math.ceil(count / ROUNDS_PER_RECORDING));
    const results = [];
    for (let number = 0; number < recordings; number++) {
      const setting = SETTINGS[number % SETTINGS.length] as Setting;
      const recording = await recordOrLoad(`writing-${number}`, (name) => record(name, setting));
      if (!recording) continue;
      const result = cutPower(recording, { seed: faultSeed, rounds: Math.ceil(count / recordings) });
      expectNoneBad(recording, result);
      results.push(result);
    }
    recordFigures('power cut while writing', {
      fault:
        "Power cut at a random moment of the host's work: what was not synced is lost, reordered or torn at 512 bytes",
      ...sum(results),
    });
  });

  // A harness that finds nothing wrong with these would find nothing at all.
  it.skipIf(reason).each(['NORMAL', 'OFF'])(
    `is found to lose writes with synchronous=%s${unless}`,
    async (synchronous) => {
      const count = rounds(`power cut with synchronous=${synchronous}`, { test: 20, faults: 1000 });
      const recording = await record(`synchronous-${synchronous}`, { isStoreThere: true, pragmas: { synchronous } });
      const { lost, acknowledged } = cutPower(recording, { seed: faultSeed, rounds: count });
      expect(lost).toBeGreaterThan(0);
      recordFigures(`power cut with synchronous=${synchronous}`, {
        fault: `The same with synchronous=${synchronous}, which the host never uses: shows that the test can fail`,
        rounds: count,
        acknowledged,
        lost,
      });
    },
  );
});
