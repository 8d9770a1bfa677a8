import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../native-host/database.ts';
import { recordFigures } from '../../support/fault-figures.ts';
import { cleanUpHosts, newHome } from '../../support/host-process.ts';
import { createRandom, faultSeed, rounds } from '../../support/rounds.ts';
import { cutPower, cutsOf } from './cut-power.ts';
import type { FileImages, Recording } from './disk-events.ts';
import { type Promised, promisesOf } from './judge.ts';
import { recordHost } from './record-host.ts';
import { expectNoneBad, recordOrLoad } from './replay.ts';
import { createSimulatedDisk } from './simulated-disk.ts';
import { createStateFolder, createStore, layOut } from './store-state.ts';
import { whyNoTrace } from './strace.ts';
import { sum } from './sum.ts';
import { createWorkload } from './workload.ts';

const reason = whyNoTrace();
const unless = reason ? ` (${reason})` : '';
afterEach(cleanUpHosts);

/** A recording is two hosts. */
const ROUNDS_PER_RECORDING = 2000;
const REQUESTS = 25;
/** So that also what was recovered is copied into the store while the power is cut again. */
const PRAGMAS = { wal_autocheckpoint: '16' };

/**
 * A host on what a first cut left of another one's store. It recovers the store and is sent every change again, as by a
 * panel that has seen no answer: each must act once.
 */
async function record(name: string): Promise<Recording> {
  const requests = createWorkload(createRandom(faultSeed, name), REQUESTS);
  const firstHome = newHome();
  createStore(firstHome);
  const first = await recordHost({ name: `${name}-first`, home: firstHome, pragmas: PRAGMAS }, requests);
  const home = newHome();
  const [cut] = cutsOf(first, faultSeed, [0]);
  if (!cut) throw new Error('There was no cut.');
  layOut(home, cut.images);
  const promised = promisesOf(first);
  const changesOf = (promises: readonly Promised[]) => promises.flatMap(({ change }) => change ?? []);
  const acknowledgedBefore = changesOf(promised.filter(({ afterEvents }) => afterEvents <= cut.afterEvents));
  // What was refused, such as a branch at a message that was not there yet, is not sent again.
  const accepted = new Set(changesOf(promised));
  const again = requests.filter(({ requestId }) => accepted.has(requestId));
  const second = await recordHost({ name, home, pragmas: PRAGMAS, acknowledgedBefore }, again);
  expect(conversationsAfter(second)).toEqual(conversationsAfter(first));
  return second;
}

function conversationsAfter({ initial, events }: Recording): unknown[] {
  const disk = createSimulatedDisk(initial);
  for (const event of events) disk.apply(event);
  return conversationsIn(disk.current());
}

/** What a person would see; not the times, nor whether a reply still waits, nor that nobody made it any more. */
function conversationsIn(images: FileImages): unknown[] {
  const { home, remove } = createStateFolder();
  try {
    layOut(home, images);
    const db = openDatabase(join(home, 'holdfast.db'));
    const rows = db.all(`
      SELECT s.id, s.title, s.message_count, s.prompt_tokens, m.id AS message, m.sequence, m.role, m.content
      FROM sessions AS s LEFT JOIN messages AS m ON m.session_id = s.id ORDER BY s.id, m.sequence
    `);
    const counts = db.all(`
      SELECT count(*) AS events, (SELECT count(*) FROM drafts) AS drafts FROM analytics
      WHERE coalesce(metadata_json, '') NOT LIKE '%"replyId"%'
    `);
    db.close();
    return [...rows, ...counts];
  } finally {
    remove();
  }
}

describe('a power cut while a host recovers from one', () => {
  it.skipIf(reason)(`takes nothing that either acknowledged; what is sent again acts once${unless}`, async () => {
    const count = rounds('power cut while recovering', { test: 10, faults: 20_000 });
    const recordings = Math.ceil(count / ROUNDS_PER_RECORDING);
    const results = [];
    for (let number = 0; number < recordings; number++) {
      const recording = await recordOrLoad(`recovering-${number}`, record);
      if (!recording) continue;
      const result = cutPower(recording, { seed: faultSeed, rounds: Math.ceil(count / recordings) });
      expectNoneBad(recording, result);
      results.push(result);
    }
    recordFigures('power cut while recovering', {
      fault: 'A second power cut while a host recovers from the first and is sent every change again',
      ...sum(results),
    });
  });
});
