import { createRandom } from '../../support/rounds.ts';
import type { FileImages, Recording } from './disk-events.ts';
import { createJudge, type FurtherLook, readHistory } from './judge.ts';
import { roundsOf } from './replay.ts';
import { createSimulatedDisk } from './simulated-disk.ts';
import { createStateFolder } from './store-state.ts';

export interface PowerCutOptions {
  readonly seed: number;
  readonly rounds: number;
  readonly furtherLook?: FurtherLook;
}

/** What the rounds came to. */
export interface PowerCutResult {
  readonly rounds: number;
  /** States among them that differ from each other. */
  readonly different: number;
  /** Acknowledged changes that were looked for, summed over the rounds. */
  readonly acknowledged: number;
  readonly lost: number;
  /** The bad states, each with the round that shows it again. */
  readonly bad: readonly BadState[];
}

interface BadState {
  readonly round: number;
  readonly afterEvents: number;
  readonly problem: string;
}

/** Cuts the power of a recording's disk `rounds` times and looks at every store that is left. */
export function cutPower(recording: Recording, { seed, rounds, furtherLook }: PowerCutOptions): PowerCutResult {
  const states = createStateFolder();
  try {
    const history = readHistory(recording, states.home);
    const { judge, differentCount } = createJudge({ home: states.home, history, furtherLook });
    const bad: BadState[] = [];
    const toRun = roundsOf(recording.name, rounds);
    let acknowledged = 0;
    let lost = 0;
    for (const { round, afterEvents, images } of cutsOf(recording, seed, toRun)) {
      const verdict = judge(images, afterEvents);
      acknowledged += verdict.acknowledged;
      lost += verdict.lost;
      if (verdict.problem !== undefined) bad.push({ round, afterEvents, problem: verdict.problem });
    }
    return { rounds: toRun.length, different: differentCount(), acknowledged, lost, bad };
  } finally {
    states.remove();
  }
}

interface CutState {
  readonly round: number;
  /** Events that had happened, of which some were lost. */
  readonly afterEvents: number;
  readonly images: FileImages;
}

/** The states of these rounds, in the order of their cuts: the disk is gone through once. */
export function* cutsOf(recording: Recording, seed: number, rounds: readonly number[]): Generator<CutState> {
  const { name, initial, events } = recording;
  const cuts = rounds.map((round) => {
    const random = createRandom(seed, name, round);
    return { round, random, afterEvents: random.below(events.length + 1) };
  });
  cuts.sort((a, b) => a.afterEvents - b.afterEvents);
  const disk = createSimulatedDisk(initial);
  let applied = 0;
  for (const { round, random, afterEvents } of cuts) {
    for (const event of events.slice(applied, afterEvents)) disk.apply(event);
    applied = afterEvents;
    const images = disk.cut(random);
    yield { round, afterEvents, images: random.chance(STALE_INDEX_SHARE) ? withStaleIndex(images) : images };
  }
}

/** The share of cuts that leave an index of the write-ahead log which fits nothing: nobody syncs it, so anything can be in it. */
const STALE_INDEX_SHARE = 0.2;
const INDEX_BYTES = 32 * 1024;
const STALE_INDEX = Buffer.from(Array.from({ length: INDEX_BYTES }, (_, place) => (place * 37) % 251));

function withStaleIndex(images: FileImages): FileImages {
  return images.has('holdfast.db') ? new Map([...images, ['holdfast.db-shm', STALE_INDEX]]) : images;
}
