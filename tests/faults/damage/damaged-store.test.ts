import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordFigures } from '../../support/fault-figures.ts';
import { createRandom, faultSeed, rounds } from '../../support/rounds.ts';
import { DAMAGES, isOfLog } from './damages.ts';
import { openAndCheck } from './heal.ts';
import { copyTemplate, makeTemplate, type Template } from './stores.ts';

/** What takes longer hangs, also on a machine that is busy. */
const LIMIT_MS = 60_000;

let templates: Template[] = [];
beforeAll(async () => {
  templates = [
    await makeTemplate({ hasBackup: true, hasLog: true }),
    await makeTemplate({ hasBackup: true, hasLog: false }),
    await makeTemplate({ hasBackup: false, hasLog: true }),
  ];
});
afterAll(() => {
  for (const template of templates) template.remove();
});

describe('a damaged store', () => {
  it('is opened again by itself, sound, and with no text that was never written', { timeout: 36_000_000 }, async () => {
    const count = rounds('damaged stores', { test: 300, faults: 10_000 });
    const kinds = Object.keys(DAMAGES);
    const sums = { healed: 0, restored: 0, salvaged: 0, absent: 0, told: 0, untold: 0, ofLog: 0, unproven: 0 };
    let written = 0;
    for (let round = 0; round < count; round++) {
      const random = createRandom(faultSeed, 'damaged stores', round);
      const kind = kinds[round % kinds.length] ?? '';
      const template = random.pick(templates);
      const paths = copyTemplate(template);
      DAMAGES[kind]?.(paths.database, random);
      const outcome = await within(LIMIT_MS, openAndCheck(paths, template)).catch((cause) => {
        throw new Error(`round ${round}: ${kind}, template ${templates.indexOf(template)}`, { cause });
      });
      written += template.written.length;
      if (outcome.wasHealed) sums.healed++;
      sums.restored += outcome.restored;
      sums.salvaged += outcome.salvaged;
      sums.absent += outcome.absent;
      sums.unproven += outcome.unproven;
      if (outcome.wasHealed) {
        sums.told += Math.min(outcome.absent, outcome.told);
        sums.untold += Math.max(0, outcome.absent - outcome.told);
      } else if (isOfLog(kind)) {
        // A log whose end was never written looks the same: what is there is the store of a moment before.
        expect(outcome.isPrefix).toBe(true);
        sums.ofLog += outcome.absent;
      } else {
        expect([round, kind, outcome.absent]).toEqual([round, kind, 0]);
      }
    }
    const note = `${sums.healed} were put right; of ${written} messages ${sums.absent} are gone: ${sums.told} of them told as lost, ${sums.ofLog} at the end of a log that was cut, ${sums.untold} of which nothing was left to tell; ${sums.unproven} replies that were broken off, and so have no hash, have a wrong text`;
    console.log(note);
    recordFigures('damaged stores', {
      fault:
        'Bits, sectors and pages of the store or its log are changed, zeroed, exchanged or cut off; then it is opened.',
      rounds: count,
      acknowledged: written,
      lost: sums.absent,
      note,
    });
  });
});

function within<Value>(limitMs: number, promise: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`It has not come to its end within ${limitMs} ms.`)), limitMs);
  });
  return Promise.race([promise, tooLate]).finally(() => clearTimeout(timer));
}
